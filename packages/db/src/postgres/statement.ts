import type { RowList } from 'postgres'

export interface Statement {
  readonly text: string
  readonly parameters?: unknown[]
  readonly options?: { readonly prepare?: boolean }
  /** Rows as arrays. */
  asValues?: boolean
}

export type Rows = RowList<never[]>

/** A query of postgres.js starts when it is waited for, so that it can be asked for values before; so does this one. */
export function sending(run: (statement: Statement) => Promise<Rows>) {
  return (text: string, parameters?: unknown[], options?: Statement['options']): Sending => {
    const statement: Statement = { text, ...(parameters && { parameters }), ...(options && { options }) }
    let rows: Promise<Rows> | undefined
    const start = () => {
      rows ??= run(statement)
      return rows
    }
    return {
      // biome-ignore lint/suspicious/noThenProperty: whoever awaits it has the rows, as of the driver's own queries.
      then: (resolved, rejected) => start().then(resolved, rejected),
      values() {
        statement.asValues = true
        return start()
      },
    }
  }
}

export interface Sending extends PromiseLike<Rows> {
  /** The rows, each as an array. */
  values(): Promise<Rows>
}
