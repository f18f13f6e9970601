import { compiledQuery, type Database, idempotencyKeys } from '@taskpact/db'
import { keyLifetime } from '@taskpact/engine'
import { and, eq, sql } from 'drizzle-orm'
import { findUsersWith } from './find-users.js'

/** Deletes expired idempotency keys, user by user. `signal` stops it between two statements. */
export async function purgeIdempotencyKeys(db: Database, now: Date, signal?: AbortSignal): Promise<void> {
  const expired = new Date(now.getTime() - keyLifetime).toISOString()
  for await (const userId of findUsers(db, { expired }, signal)) await deleteExpiredKeys(db, { userId, expired })
}

const isExpired = (createdAt: unknown) => sql`${createdAt} < ${sql.placeholder('expired')}::timestamptz`

const findUsers = findUsersWith('purge_find_keys', idempotencyKeys, isExpired(sql.raw('r.created_at')))

const deleteExpiredKeys = compiledQuery({
  name: 'purge_idempotency_keys',
  prepare: false,
  build: (db) =>
    db
      .delete(idempotencyKeys)
      .where(and(eq(idempotencyKeys.userId, sql.placeholder('userId')), isExpired(idempotencyKeys.createdAt))),
})
