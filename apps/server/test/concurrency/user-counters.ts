import { type Database, idempotencyKeys, tasks, userRevisions } from '@taskpact/db'
import { and, count, eq, isNull, max } from 'drizzle-orm'
import { expect } from 'vitest'

/** Returns the counters that the database stores for a user. */
export async function countersOf(db: Database, userId: string) {
  const [owner] = await db.select().from(userRevisions).where(eq(userRevisions.userId, userId))
  if (!owner) throw new Error('The user has no row of revisions')
  const { revision, taskCount, purgedRevision } = owner
  return { revision, taskCount, purgedRevision }
}

/** Expects that the counters match the tasks. Must not run during writes. */
export async function expectConsistentCounters(db: Database, userId: string): Promise<void> {
  const { revision, taskCount, purgedRevision } = await countersOf(db, userId)
  const [live] = await db
    .select({ count: count() })
    .from(tasks)
    .where(and(eq(tasks.userId, userId), isNull(tasks.deletedAt)))
  const [last] = await db
    .select({ revision: max(tasks.revision) })
    .from(tasks)
    .where(eq(tasks.userId, userId))
  expect(taskCount).toBe(live?.count)
  expect(revision).toBeGreaterThanOrEqual(Math.max(purgedRevision, last?.revision ?? 0))
}

/** Returns the stored idempotency keys of a user. */
export async function keysOf(db: Database, userId: string): Promise<string[]> {
  const rows = await db
    .select({ key: idempotencyKeys.key })
    .from(idempotencyKeys)
    .where(eq(idempotencyKeys.userId, userId))
  return rows.map(({ key }) => key).sort()
}
