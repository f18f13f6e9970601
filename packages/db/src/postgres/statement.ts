import type { RowList } from 'postgres'

export interface Statement {
  readonly text: string
  readonly parameters?: unknown[]
  readonly options?: { readonly prepare?: boolean }
  /** Rows as arrays. */
  asValues?: boolean
}

export type Rows = RowList<never[]>

/** A query of postgres.js starts late, so that it can be asked for values before; so does this one. */
export function sending(run: (statement: Statement) => Promise<Rows>) {
  return (text: string, parameters?: unknown[], options?: Statement['options']) => {
    const statement: Statement = { text, ...(parameters && { parameters }), ...(options && { options }) }
    const rows = Promise.resolve(statement).then(run)
    const values = () => {
      statement.asValues = true
      return rows
    }
    return Object.assign(rows, { values })
  }
}
