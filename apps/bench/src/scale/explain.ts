import type { Database } from '@taskpact/db'
import type { Statement } from './in-process-service.js'

/**
 * Returns the plan with which the connection runs a statement that it has run before, generic or for these parameters. Repeats reads
 * and changes nothing.
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
      const values = parameters.length > 0 ? `(${parameters.map(literal).join(', ')})` : ''
      const options = writes.test(text) ? '' : 'analyze, buffers, '
      const explainAs = async (format: string) => {
        const lines = await run(`explain (${options}format ${format}) execute "${before?.name}"${values}`)
        return lines.map((line) => line['QUERY PLAN'])
      }
      const [json] = (await explainAs('json')) as [[{ Plan: Step }]]
      const isGeneric = (await prepared())?.generic_plans !== before?.generic_plans
      explained = { steps: flat(json[0].Plan), text: (await explainAs('text')).join('\n'), isGeneric }
      if (!isPrepared) await run('deallocate explained')
      throw rollback
    })
    .catch((error) => {
      if (error !== rollback) throw error
    })
  if (!explained) throw new TypeError('The statement has no plan')
  return explained
}

/** Plans writes without running them: a task cannot be created again. */
const writes = /\b(insert into|update|delete from) "/

const rollback = new Error('Rolled back')

function literal(value: unknown): string {
  return value === null || value === undefined ? 'null' : `'${String(value).replaceAll("'", "''")}'`
}

function flat(step: Step): Step[] {
  return [step, ...(step.Plans ?? []).flatMap(flat)]
}

/** A node of a plan, as `explain (format json)` returns it. */
export interface Step {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  /** Absent if the statement was not run. */
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly Plans?: readonly Step[]
}

export interface Explained {
  readonly steps: readonly Step[]
  readonly text: string
  /** Whether it is the generic plan, which PostgreSQL keeps for all parameters. */
  readonly isGeneric: boolean
}

/** Returns the indexes that are used, and the tables that are read sequentially. */
export function scansOf({ steps }: Explained): string[] {
  const scans = steps.flatMap((step) => {
    if (step['Index Name']) return [step['Index Name']]
    return step['Node Type'] === 'Seq Scan' ? [`all of ${step['Relation Name']}`] : []
  })
  return [...new Set(scans)]
}

/** Returns the number of input rows of the largest sort. */
export function sortedRows({ steps }: Explained): number {
  const sorts = steps.filter((step) => step['Node Type'].endsWith('Sort'))
  const inputs = sorts.flatMap(({ Plans = [] }) =>
    Plans.map((step) => (step['Actual Rows'] ?? 0) * (step['Actual Loops'] ?? 0)),
  )
  return Math.max(0, ...inputs)
}

export function readsAllTasks({ steps }: Explained): boolean {
  return steps.some((step) => step['Node Type'] === 'Seq Scan' && step['Relation Name'] === 'tasks')
}
