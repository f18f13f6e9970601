import type { Database } from '@taskpact/db'
import type { Statement } from './in-process-service.js'
import type { Explained, Step } from './plan.js'

/**
 * Runs a statement once more, as the connection that it was sent on would run it, and takes back what it did. What was
 * prepared there keeps its plan, or has one made for its parameters, as PostgreSQL has come to prefer.
 */
export async function explain(db: Database, { text, parameters }: Statement): Promise<Explained> {
  let explained: Explained | undefined
  await db
    .transaction(async (tx) => {
      const run = async (statement: string) => (await tx.execute(statement)) as unknown as Record<string, unknown>[]
      const prepared = async () =>
        (await run('select name, generic_plans, statement from pg_prepared_statements')).find(
          ({ statement }) => statement === text || statement === `prepare explained as ${text}`,
        )
      const isPrepared = (await prepared()) !== undefined
      if (!isPrepared) {
        await run(`prepare explained as ${text}`)
        await run('set local plan_cache_mode = force_custom_plan')
      }
      const before = await prepared()
      const given = parameters.length > 0 ? `(${parameters.map(literal).join(', ')})` : ''
      const how = writes.test(text) ? '' : 'analyze, buffers, '
      const told = async (format: string) => {
        const lines = await run(`explain (${how}format ${format}) execute "${before?.name}"${given}`)
        return lines.map((line) => line['QUERY PLAN'])
      }
      const [json] = (await told('json')) as [[{ Plan: Step }]]
      const isGeneric = (await prepared())?.generic_plans !== before?.generic_plans
      explained = { steps: flat(json[0].Plan), text: (await told('text')).join('\n'), isGeneric }
      if (!isPrepared) await run('deallocate explained')
      throw undone
    })
    .catch((error) => {
      if (error !== undone) throw error
    })
  if (!explained) throw new TypeError('A statement has a plan')
  return explained
}

/** These are planned only: a task cannot be made again. */
const writes = /\b(insert into|update|delete from) "/

const undone = new Error('Only to see the plan')

function literal(value: unknown): string {
  return value === null || value === undefined ? 'null' : `'${String(value).replaceAll("'", "''")}'`
}

function flat(step: Step): Step[] {
  return [step, ...(step.Plans ?? []).flatMap(flat)]
}
