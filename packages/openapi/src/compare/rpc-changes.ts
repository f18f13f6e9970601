import type { Change } from './change.js'
import { resolveIn } from './json-schema.js'
import { schemaChanges } from './schema-changes.js'
import type { Surface, SurfaceOperation } from './surface.js'

/** Returns the changes of operations for RPC clients, which call them by name. */
export function rpcChanges(before: Surface, after: Surface): Change[] {
  const names = [...new Set([...Object.keys(before.operations), ...Object.keys(after.operations)])]
  return names.flatMap((name): Change[] => {
    const at = `rpc ${name}`
    const [was, is] = [before.operations[name], after.operations[name]]
    if (!was) return [{ class: 'additive', at, what: 'was added' }]
    if (!is) return [{ class: 'breaking', at, what: 'was removed', removed: name }]
    return [...termChanges(was, is, at), ...errorChanges(was, is, at), ...dataChanges(was, is, at, before, after)]
  })
}

/** Compares metadata. The values of `better` require less of callers or offer more. */
function termChanges(was: SurfaceOperation, is: SurfaceOperation, at: string): Change[] {
  const better = { access: 'public', idempotency: 'key', concurrency: 'revision' } as const
  const terms = (['access', 'idempotency', 'concurrency'] as const).filter((term) => was[term] !== is[term])
  return [
    ...(was.kind === is.kind ? [] : [{ class: 'breaking', at, what: `kind: ${was.kind} → ${is.kind}` } as const]),
    ...terms.map((term): Change => {
      const what = `${term}: ${was[term]} → ${is[term]}`
      return { class: is[term] === better[term] ? 'additive' : 'breaking', at, what }
    }),
    ...(JSON.stringify(was.deprecated) === JSON.stringify(is.deprecated)
      ? []
      : [{ class: 'cosmetic', at, what: is.deprecated ? 'is deprecated' : 'is no longer deprecated' } as const]),
  ]
}

/** A new code is breaking, because callers may handle codes exhaustively. */
function errorChanges({ errors: was }: SurfaceOperation, { errors: is }: SurfaceOperation, at: string): Change[] {
  return [
    ...was
      .filter((code) => !is.includes(code))
      .map((code): Change => ({ class: 'additive', at, what: `${code} was removed` })),
    ...is
      .filter((code) => !was.includes(code))
      .map((code): Change => ({ class: 'breaking', at, what: `${code} was added` })),
  ]
}

function dataChanges(
  was: SurfaceOperation,
  is: SurfaceOperation,
  at: string,
  before: Surface,
  after: Surface,
): Change[] {
  const resolve = (direction: 'input' | 'output') =>
    [resolveIn(before.schemas[direction]), resolveIn(after.schemas[direction])] as const
  const input = { direction: 'input', resolve: resolve('input') } as const
  const output = { direction: 'output', resolve: resolve('output') } as const
  return [
    ...schemaChanges(was.input, is.input, `${at} input`, input),
    ...(was.output && is.output ? schemaChanges(was.output, is.output, `${at} output`, output) : []),
    ...(was.output && !is.output ? [{ class: 'breaking', at, what: 'output was removed' } as const] : []),
    ...(!was.output && is.output ? [{ class: 'additive', at, what: 'output was added' } as const] : []),
  ]
}
