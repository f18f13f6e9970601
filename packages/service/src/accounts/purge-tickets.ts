import { type Database, usedTickets } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { findUsersWith } from '../stores/find-users.js'
import { deleteExpiredTickets } from './ticket.js'

/** Deletes used tickets that have expired, user by user. `signal` stops it between two statements. */
export async function purgeTickets(db: Database, now: Date, signal?: AbortSignal): Promise<void> {
  const bounds = { now: now.toISOString() }
  for await (const userId of findUsers(db, bounds, signal)) await deleteExpiredTickets(db, { userId, ...bounds })
}

const isExpired = sql`r.expires_at < ${sql.placeholder('now')}::timestamptz`

const findUsers = findUsersWith('purge_find_tickets', usedTickets, isExpired)
