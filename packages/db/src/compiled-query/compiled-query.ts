import type { SQL } from 'drizzle-orm'
import type { Database } from '../database.js'
import { type Buildable, compile } from './compile.js'
import { run, type Statement } from './run.js'
import { nameStatement } from './statement-name.js'

export interface QueryDefinition<B extends Buildable> {
  /** Identifies the query in errors and traces. */
  readonly name: string
  /** Builds the query. Values that differ between calls are `sql.placeholder(name)`. */
  readonly build: (db: Database) => B
  /**
   * Whether the server keeps the statement and its plan. `false` for queries whose best plan depends on their values, and for
   * those that may take long: other statements are not pipelined behind them. Default: `true`.
   */
  readonly prepare?: boolean
}

/** Runs the query on a database or in a transaction, with a value for each placeholder. */
export interface CompiledQuery<Rows> {
  (db: Database, values?: Values): Promise<Rows>
  /** Sends the query as the last one of a transaction, together with the commit, which fails if the query does. */
  send(db: Database, values?: Values): void
}

type Values = Readonly<Record<string, unknown>>

/** Drizzle's result for a query; for plain SQL, typed `sql<Row>`, its rows by column name; empty if it returns no rows. */
type Result<B> = B extends SQL<infer Row> ? Row[] : Awaited<B> extends infer Rows extends unknown[] ? Rows : []

/**
 * Defines a query that Drizzle builds once per process, on first use. It returns the rows that Drizzle would return, and
 * rejects with a DrizzleQueryError that has the driver's error as `cause`, or with a TypeError if a placeholder has no value.
 */
export function compiledQuery<const B extends Buildable>(definition: QueryDefinition<B>): CompiledQuery<Result<B>> {
  let statement: Statement | undefined
  const query = (db: Database, values: Values = {}) => {
    if (!statement) {
      statement = compile(definition)
      nameStatement(statement.sql, definition.name)
    }
    return run(statement, db, values) as Promise<Result<B>> // the rows of what `build` returned
  }
  const send = (db: Database, values?: Values) => void query(db, values).catch(() => {}) // the commit fails then
  return Object.assign(query, { send })
}
