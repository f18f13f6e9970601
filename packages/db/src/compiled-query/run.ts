import { DrizzleQueryError } from 'drizzle-orm'
import type { PgSession } from 'drizzle-orm/pg-core'
import type { Database } from '../database.js'

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

/** Runs a statement on the connection, pool or transaction behind a Drizzle database. */
export function run(statement: Statement, db: Database, values: Values): Promise<unknown[]> {
  const session = db._.session as unknown as Session
  return session.client.unsafe
    ? runOnPostgresJs(statement, values, session as PostgresJsSession)
    : runOnDrizzle(statement, values, session)
}

/** Whether a transaction fails at its commit if a statement failed that was not awaited. With PGlite it would be rolled back silently. */
export function failsCommit(db: Database): boolean {
  return (db._.session as unknown as Session).client.unsafe !== undefined
}

/** Does what Drizzle does for a prepared query, without its four nested calls (PERFORMANCE.md, Compiled queries). */
async function runOnPostgresJs(
  { sql, options, encode, decode }: Statement,
  values: Values,
  { client, logger }: PostgresJsSession,
): Promise<unknown[]> {
  const parameters = encode(values)
  logger.logQuery(sql, parameters)
  const sent = client.unsafe(sql, parameters, options)
  let rows: unknown[]
  try {
    rows = await (decode ? sent.values() : sent)
  } catch (cause) {
    throw new DrizzleQueryError(sql, parameters, cause as Error)
  }
  return decode ? decode(rows as unknown[][]) : [...rows]
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

/** What Drizzle's sessions have; its types do not show it. */
type Session = PgSession & { readonly client: Partial<PostgresJsSession['client']> }

type PostgresJsSession = PgSession & {
  readonly client: {
    unsafe(
      sql: string,
      parameters: unknown[],
      options: Statement['options'],
    ): PromiseLike<unknown[]> & { values(): Promise<unknown[][]> }
  }
  readonly logger: { logQuery(sql: string, parameters: unknown[]): void }
}
