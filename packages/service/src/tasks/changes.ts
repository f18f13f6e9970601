import type { Contract, TaskChange } from '@taskpact/contract'
import { compiledQuery, tasks, userRevisions } from '@taskpact/db'
import { fromCursor, toCursor } from '@taskpact/engine'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { taskColumns } from './columns.js'

/** One statement sees one state: the changed tasks, and what was purged. There is one user, so the join keeps the order. */
const selectChanges = compiledQuery({
  name: 'task_changes',
  build: (db) => {
    const page = db
      .select(taskColumns)
      .from(tasks)
      .where(
        and(eq(tasks.userId, sql.placeholder('userId')), gt(tasks.revision, sql`${sql.placeholder('since')}::bigint`)),
      )
      .orderBy(asc(tasks.revision))
      .limit(sql.placeholder('limit'))
      .as('page')
    return db
      .select()
      .from(userRevisions)
      .leftJoinLateral(page, sql`true`)
      .where(eq(userRevisions.userId, sql.placeholder('userId')))
  },
})

/** The last revision that was read, and the revision at the start of the synchronization. */
const Position = z.tuple([z.int().min(0), z.int().min(0)])

/**
 * Returns the changes after a revision, oldest first. Writers of one user commit in the order of their revisions, so nothing can be
 * missed.
 */
export const changes: Service<Contract>['tasks']['changes'] = async ({ userId, since: cursor, limit }, { db }) => {
  const key = [userId, 'changes']
  const [since, began] = cursor === undefined ? [0, undefined] : fromCursor(key, cursor, Position)
  const rows = await selectChanges(db, { userId, since, limit: limit + 1 })
  const [owner] = rows.map((row) => row.user_revisions)
  if (!owner) throw userDeleted()
  if (began !== undefined && isExpired(Math.max(since, began), owner)) {
    throw new ServiceError('cursor_expired', 'Tasks deleted since were purged: start again without the cursor.')
  }
  const found = rows.flatMap(({ page }) => page ?? [])
  const hasMore = found.length > limit
  const items = found.slice(0, limit).map(toChange)
  const reached = hasMore ? (items.at(-1)?.revision ?? since) : owner.revision
  return { items, nextCursor: toCursor(key, [reached, began ?? owner.revision]), hasMore }
}

/**
 * Whether a task that the reader may have was purged. A task deleted before the synchronization started is not one of them. A
 * revision that does not exist yet belongs to a database that was restored from a backup since.
 */
function isExpired(known: number, { purgedRevision, revision }: typeof userRevisions.$inferSelect): boolean {
  return known < purgedRevision || known > revision
}

function toChange(task: Parameters<typeof put>[0]): TaskChange {
  const { revision, id, deletedAt } = task
  return deletedAt === null ? put(task) : { revision, type: 'delete', id, deletedAt }
}

function put(task: Extract<TaskChange, { type: 'put' }>['task']): TaskChange {
  return { revision: task.revision, type: 'put', task }
}
