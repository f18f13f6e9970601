import { DrizzleQueryError } from 'drizzle-orm'
import type { PgSession } from 'drizzle-orm/pg-core'
import type { Database } from '../database.js'
import type { Runner } from '../postgres/statement.js'

/** What to send to the database, and how to read what it returns. */
export interface Statement {
  readonly name: string
  readonly sql: string
  readonly options: { readonly prepare: boolean }
  /** Throws a TypeError if a placeholder has no value. */
  readonly encode: (values: Values) => unknown[]
  /** Undefined for plain SQL, whose rows are objects already. */
  readonly decode: ((rows: Rows) => unknown[]) | undefined
}

type Values = Readonly<Record<string, unknown>>
type Rows = readonly (readonly unknown[])[]

/**
 * Runs a statement on the connection, pool or transaction behind a Drizzle database. On PostgreSQL it does what Drizzle does for a
 * prepared query, without its four nested calls (PERFORMANCE.md, Compiled queries).
 */
export async function run(statement: Statement, db: Database, values: Values): Promise<unknown[]> {
  const { client, logger } = db._.session as unknown as PostgresSession
  if (!client.run) return await runOnDrizzle(statement, values, db._.session as unknown as PgSession)
  const { sql, options, encode, decode } = statement
  const parameters = encode(values)
  logger.logQuery(sql, parameters)
  let rows: readonly unknown[]
  try {
    rows = await client.run({ text: sql, parameters, options, asValues: decode !== undefined })
  } catch (cause) {
    throw new DrizzleQueryError(sql, parameters, cause as Error)
  }
  return decode ? decode(rows as Rows) : [...rows]
}

async function runOnDrizzle(
  { sql, name, encode, decode }: Statement,
  values: Values,
  session: PgSession,
): Promise<unknown[]> {
  const params = encode(values)
  const query = session.prepareQuery({ sql, params }, undefined, name, decode !== undefined, decode)
  const result = await query.execute()
  return decode ? (result as unknown[]) : [...(result as { rows: unknown[] }).rows] // PGlite returns an object
}

/** Members of Drizzle's sessions that its types do not declare. */
interface PostgresSession {
  readonly client: Partial<Runner>
  readonly logger: { logQuery(sql: string, parameters: unknown[]): void }
}
