import type { RowList } from 'postgres'

export interface Statement {
  readonly text: string
  readonly parameters?: unknown[]
  readonly options?: { readonly prepare?: boolean }
  /** Whether rows are arrays instead of objects. */
  asValues?: boolean
}

export type Rows = RowList<never[]>

/** A client or a transaction. */
export interface Runner {
  run(statement: Statement): Promise<Rows>
}

/** The part of a query of postgres.js that Drizzle uses. It is sent when it is awaited, or when its values are requested. */
export interface Query extends PromiseLike<Rows> {
  /** Sends the statement and returns rows as arrays. */
  values(): Promise<Rows>
}

/** Returns `unsafe` of a postgres.js client, which sends each statement by `run`. */
export function createUnsafe(run: (statement: Statement) => Promise<Rows>) {
  return (text: string, parameters?: unknown[], options?: Statement['options']): Query => {
    const statement: Statement = { text, ...(parameters && { parameters }), ...(options && { options }) }
    let rows: Promise<Rows> | undefined
    const send = () => {
      rows ??= run(statement)
      return rows
    }
    return {
      // biome-ignore lint/suspicious/noThenProperty: the driver's queries are awaited as well.
      then: (resolved, rejected) => send().then(resolved, rejected),
      values() {
        statement.asValues = true
        return send()
      },
    }
  }
}
