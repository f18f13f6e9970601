import type { Database } from '@taskpact/db'
import { shardExceptions } from '@taskpact/testing'
import { sql } from 'drizzle-orm'

/** How Citus runs a statement. */
export interface Plan {
  readonly text: string
  /** The greatest number of shards that a part of the statement runs on. */
  readonly tasks: number
  /** Whether the rows of an insert go to the coordinator first. */
  readonly isPulled: boolean
  /** Whether the rule permits it to name no user. */
  readonly isPermitted: boolean
}

interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** Records the statements of a server, each with its last parameters. */
export function createStatementRecorder() {
  const statements = new Map<string, Statement>()
  return {
    onQuery: (text: string, parameters: readonly unknown[]) =>
      void statements.set(text, { text, parameters: [...parameters] }),
    clear: () => statements.clear(),
    /** Explains all statements that have a plan. */
    async plans(db: Database): Promise<Plan[]> {
      const plans: Plan[] = []
      for (const statement of [...statements.values()]) {
        const plan = await explain(statement, (text) => db.execute(sql.raw(text)))
        if (plan) plans.push(plan)
      }
      return plans
    },
  }
}

/** Explains a statement with the values of its parameters. Returns undefined for one without a plan, such as `begin`. */
async function explain(
  { text, parameters }: Statement,
  run: (statement: string) => PromiseLike<unknown>,
): Promise<Plan | undefined> {
  if (!/^\s*(select|insert|update|delete|with)\b/i.test(text) || !/\b(from|into|update)\b/i.test(text)) return undefined
  const rows = (await run(`explain (costs off) ${withValues(text, parameters)}`)) as Record<string, string>[]
  const lines = [...rows].map((row) => row['QUERY PLAN'] ?? '')
  const counts = lines.flatMap((line) => /Task Count: (\d+)/.exec(line)?.[1] ?? [])
  return {
    text: text.replace(/\s+/g, ' ').trim(),
    tasks: Math.max(1, ...counts.map(Number)),
    isPulled: lines.some((line) => line.includes('pull to coordinator')),
    isPermitted: shardExceptions.some(({ statement }) => statement.test(text)),
  }
}

/** Writes the parameters into the statement, because Citus explains an insert of selected rows only without parameters. */
function withValues(text: string, parameters: readonly unknown[]): string {
  return text.replace(/\$(\d+)/g, (_, number) => literal(parameters[Number(number) - 1]))
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = value instanceof Date ? value.toISOString() : Array.isArray(value) ? arrayOf(value) : String(value)
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function arrayOf(values: readonly unknown[]): string {
  return `{${values.map((value) => JSON.stringify(String(value))).join(',')}}`
}
