import { compiledQuery, type Database, idempotencyKeys, userRevisions } from '@taskpact/db'
import type { IdempotencyStore } from '@taskpact/engine'
import { and, eq, lt, sql } from 'drizzle-orm'
import { requireUser } from './owner.js'

const userId = sql.placeholder('userId')
const ofKey = and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, sql.placeholder('key')))

/**
 * Locks the row of the user first, as every writer does; in another order, two writers could deadlock. Takes the user id from that row, or
 * Citus could not run the insert on one shard.
 */
const claimKey = compiledQuery({
  name: 'idempotency_key_claim',
  build: (db) =>
    db
      .insert(idempotencyKeys)
      .select(
        sql`select owner.user_id, ${sql.placeholder('key')}::text, ${sql.placeholder('fingerprint')}::text, null::text,
          ${sql.placeholder('now')}::timestamptz
          from (select user_id from ${userRevisions} where ${eq(userRevisions.userId, userId)} for update) as owner`,
      )
      .onConflictDoUpdate({
        target: [idempotencyKeys.userId, idempotencyKeys.key],
        set: { fingerprint: sql`excluded.fingerprint`, result: null, createdAt: sql`excluded.created_at` },
        setWhere: lt(idempotencyKeys.createdAt, sql`${sql.placeholder('expired')}::timestamptz`),
      })
      .returning({ key: idempotencyKeys.key }),
})

const getResult = compiledQuery({
  name: 'idempotency_key_get',
  build: (db) =>
    db
      .select({ fingerprint: idempotencyKeys.fingerprint, result: idempotencyKeys.result })
      .from(idempotencyKeys)
      .where(ofKey),
})

const saveResult = compiledQuery({
  name: 'idempotency_key_save',
  build: (db) =>
    db
      .update(idempotencyKeys)
      .set({ result: sql`${sql.placeholder('result')}::text` })
      .where(ofKey),
})

/** Stores results by idempotency key in PostgreSQL. A claim waits for a concurrent one of the same key. */
export const idempotencyStore: IdempotencyStore<Database> = {
  async claim(db, { now, expired, ...claim }) {
    const values = { ...claim, now: now.toISOString(), expired: expired.toISOString() }
    const claimed = await requireUser(claimKey(db, values))
    return claimed.length > 0
  },
  async get(db, owner) {
    const [stored] = await getResult(db, { ...owner })
    return stored
  },
  async save(db, owner, result) {
    saveResult.send(db, { ...owner, result })
  },
}
