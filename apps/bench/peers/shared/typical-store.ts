import { tasks, userRevisions, users } from '@taskpact/db'
import { and, desc, eq, isNull, like, or, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { v7 as uuidv7 } from 'uuid'
import { columns, type Drizzle, keysOf, type Opening, openDrizzle, rankOf } from './columns.js'
import { fromCursor, patternsOf, toPage } from './page.js'
import type { Changes } from './schemas.js'
import type { Store } from './store.js'

/** As in the documentation of Drizzle: each query is built when it runs, and related queries share a transaction. */
export function openTypicalStore(opening: Opening): Store {
  const db = openDrizzle(opening)
  const live = (userId: string, taskId: string) =>
    and(eq(tasks.userId, userId), eq(tasks.id, taskId), isNull(tasks.deletedAt))

  return {
    async userExists(userId) {
      return (await db.select({ id: users.id }).from(users).where(eq(users.id, userId))).length > 0
    },

    async list(userId, { limit, search, cursor }) {
      const words = search === undefined ? [] : patternsOf(search)
      const after = fromCursor(cursor)
      const found = await db
        .select(columns)
        .from(tasks)
        .where(
          and(
            eq(tasks.userId, userId),
            isNull(tasks.deletedAt),
            ...words.map((word) =>
              or(like(tasks.titleKey, word), like(tasks.descriptionKey, word), like(tasks.tagsKey, word)),
            ),
            after && sql`(${tasks.createdAt}, ${tasks.id}) < (${after[0]}, ${after[1]})`,
          ),
        )
        .orderBy(desc(tasks.createdAt), desc(tasks.id))
        .limit(limit + 1)
      return toPage(found, limit)
    },

    async get(userId, taskId) {
      const [task] = await db.select(columns).from(tasks).where(live(userId, taskId))
      return task
    },

    create(userId, task) {
      const now = new Date().toISOString()
      return db.transaction(async (tx) => {
        const revision = await nextRevision(tx, userId, 1)
        const row = { ...task, priority: rankOf(task.priority), tags: task.tags ?? [], ...keysOf(task) }
        const [created] = await tx
          .insert(tasks)
          .values({ ...row, userId, id: uuidv7(), revision, createdAt: now, updatedAt: now })
          .returning(columns)
        if (!created) throw new TypeError('An insert has one row')
        return created
      })
    },

    update: (userId, taskId, changes) => change(userId, taskId, rowOf(changes)),

    complete(userId, taskId, completed) {
      const now = new Date().toISOString()
      const isDone = completed === undefined ? sql`${tasks.completedAt} is null` : sql`${completed}::boolean`
      const completedAt = sql`case when ${isDone} then coalesce(${tasks.completedAt}, ${now}::timestamptz) end`
      return change(userId, taskId, { completedAt })
    },
  }

  function change(userId: string, taskId: string, set: PgUpdateSetSource<typeof tasks>) {
    return db.transaction(async (tx) => {
      const revision = await nextRevision(tx, userId, 0)
      const [changed] = await tx
        .update(tasks)
        .set({ ...set, revision, updatedAt: new Date().toISOString() })
        .where(live(userId, taskId))
        .returning(columns)
      return changed
    })
  }
}

type Transaction = Parameters<Parameters<Drizzle['transaction']>[0]>[0]

async function nextRevision(tx: Transaction, userId: string, more: number): Promise<number> {
  const [owner] = await tx
    .update(userRevisions)
    .set({ revision: sql`${userRevisions.revision} + 1`, taskCount: sql`${userRevisions.taskCount} + ${more}` })
    .where(eq(userRevisions.userId, userId))
    .returning({ revision: userRevisions.revision })
  if (!owner) throw new TypeError('There is no such user')
  return owner.revision
}

function rowOf({ priority, tags, ...changes }: Changes): PgUpdateSetSource<typeof tasks> {
  return {
    ...changes,
    ...(priority !== undefined && { priority: rankOf(priority) }),
    ...(tags !== undefined && { tags: tags ?? [] }),
    ...keysOf({ ...changes, tags }),
  }
}
