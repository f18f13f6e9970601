import { compiledQuery, type Database } from '@taskpact/db'
import { type SQL, sql, type Table } from 'drizzle-orm'

/** A statement reads the rows of so many users. */
const usersPerStatement = 1000

interface Slice {
  /** The last user of the slice. Null if there are no more users. */
  readonly last: string | null
  readonly users: readonly string[]
}

/** Yields the ids of users who have rows that meet a condition. */
export type FindUsers = (db: Database, values: Record<string, unknown>, signal?: AbortSignal) => AsyncGenerator<string>

/**
 * Defines a search for users who have rows of `table`, named `r`, that meet `condition`. It locks nothing, and reads all users, in the order
 * of their ids. `signal` stops it.
 */
export function findUsersWith(name: string, table: Table, condition: SQL): FindUsers {
  const selectSlice = compiledQuery({
    name,
    prepare: false,
    build: () => sql<Slice>`
      with slice as (
        select user_id from user_revisions where user_id > ${sql.placeholder('after')}::text
        order by user_id limit ${usersPerStatement}
      )
      select (select max(user_id) from slice) as last, to_json(array(
        select distinct r.user_id from ${table} r where r.user_id in (select user_id from slice) and ${condition}
      )) as users`,
  })
  return async function* find(db, values, signal) {
    let after: string | null = ''
    while (after !== null && !signal?.aborted) {
      const [slice]: Slice[] = await selectSlice(db, { ...values, after })
      for (const user of slice?.users ?? []) {
        if (signal?.aborted) return
        yield user
      }
      after = slice?.last ?? null
    }
  }
}
