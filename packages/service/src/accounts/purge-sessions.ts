import { compiledQuery, type Database, sessions } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { findUsersWith } from '../stores/find-users.js'
import { activityBounds } from './session-queries.js'

/**
 * Deletes expired sessions, user by user. Skips those that another transaction changes. `signal` stops it between two statements. Resolves
 * to the number of deleted sessions.
 */
export async function purgeSessions(db: Database, now: Date, signal?: AbortSignal): Promise<number> {
  const bounds = activityBounds(now)
  let purged = 0
  for await (const userId of findUsers(db, bounds, signal)) {
    const [deleted] = await deleteExpired(db, { userId, ...bounds })
    purged += deleted?.count ?? 0
  }
  return purged
}

const isExpired = sql`(r.expires_at <= ${sql.placeholder('now')}::timestamptz
  or r.last_used_at <= ${sql.placeholder('idleSince')}::timestamptz)`

const findUsers = findUsersWith('purge_find_sessions', sessions, isExpired)

const ofUser = sql`user_id = ${sql.placeholder('userId')}::text`

const deleteExpired = compiledQuery({
  name: 'purge_sessions',
  prepare: false,
  build: () => sql<{ count: number }>`
    with expired as (
      select r.id from sessions r where r.${ofUser} and ${isExpired} for update skip locked
    ), deleted as (
      delete from sessions where ${ofUser} and id in (select id from expired) returning 1
    )
    select count(*)::int as count from deleted`,
})
