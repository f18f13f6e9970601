import { compiledQuery, type Database } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { activityBounds } from './session-queries.js'

const usersPerStatement = 1000
const sessionsPerStatement = 10_000

interface Step {
  /** The last user whose sessions were read. Null if there are no more users. */
  readonly last: string | null
  readonly expired: number
  readonly deleted: number
}

/**
 * Deletes expired sessions, with one statement per thousand users. Locks only the deleted rows, and skips those that another process
 * deletes. `signal` stops it between two statements. Resolves to the number of deleted sessions.
 */
export async function purgeSessions(db: Database, now: Date, signal?: AbortSignal): Promise<number> {
  let [after, purged]: [after: string | null, purged: number] = ['', 0]
  while (after !== null && !signal?.aborted) {
    const [step]: Step[] = await deleteExpired(db, { after, ...activityBounds(now) })
    if (!step) break
    purged += step.deleted
    if (step.expired < sessionsPerStatement || step.deleted === 0) after = step.last
  }
  return purged
}

const deleteExpired = compiledQuery({
  name: 'purge_sessions',
  prepare: false,
  build: () => sql<Step>`
    with slice as (
      select user_id from user_revisions where user_id > ${sql.placeholder('after')}::text
      order by user_id limit ${usersPerStatement}
    ), expired as (
      select s.user_id, s.id from sessions s join slice on slice.user_id = s.user_id
      where s.expires_at <= ${sql.placeholder('now')}::timestamptz
        or s.last_used_at <= ${sql.placeholder('idleSince')}::timestamptz
      limit ${sessionsPerStatement} for update of s skip locked
    ), deleted as (
      delete from sessions s using expired e where s.user_id = e.user_id and s.id = e.id returning 1
    )
    select (select max(user_id) from slice) as last, (select count(*) from expired)::int as expired,
      (select count(*) from deleted)::int as deleted`,
})
