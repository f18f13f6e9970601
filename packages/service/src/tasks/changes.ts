import { type Contract, latestCursor, type TaskChange } from '@taskpact/contract'
import { compiledQuery, tasks, userRevisions } from '@taskpact/db'
import { cursorOfAnotherEpoch, fromCursor, toCursor } from '@taskpact/engine'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { taskColumns } from './columns.js'

/**
 * Reads changed tasks and the revisions of the user in one statement, so that they are consistent. The join has one
 * user, so it keeps the order.
 */
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

/** A position in the cursor: the last revision that was read, and the greater one of it and the revision at the start of the synchronization. */
const Position = z.tuple([z.int().min(0), z.int().min(0)])

/**
 * Returns the changes after a revision, oldest first. Writes of one user commit in the order of their revisions, so no
 * change is missed. Fails with `cursor_expired` if a deletion after the cursor may have been purged, or if the cursor is of another
 * epoch.
 */
export const changes: Service<Contract>['tasks']['changes'] = async (
  { userId, since: cursor, limit },
  { db, history },
) => {
  const key = [userId, 'changes']
  const [since, startRevision] = positionOf(key, cursor, history)
  const { epoch } = history
  const rows = await selectChanges(db, { userId, since, limit: limit + 1 })
  // The statement may have found that the database failed over.
  if (startRevision !== undefined && history.epoch !== epoch) throw cursorOfAnotherEpoch()
  const [owner] = rows.map((row) => row.user_revisions)
  if (!owner) throw userDeleted()
  if (startRevision !== undefined && isExpired(Math.max(since, startRevision), owner)) {
    throw new ServiceError(
      'cursor_expired',
      'Tasks deleted after this cursor have been purged. Start again without a cursor.',
    )
  }
  const found = rows.flatMap(({ page }) => page ?? [])
  const hasMore = found.length > limit
  const items = found.slice(0, limit).map(toChange)
  const reached = hasMore ? (items.at(-1)?.revision ?? since) : owner.revision
  // Clients that have read equally far then have the same cursor, so that one read serves them all.
  const nextCursor = toCursor(key, [reached, Math.max(startRevision ?? owner.revision, reached)], history)
  return { items, revision: reached, nextCursor, hasMore }
}

/** Returns the position of a cursor, or where a synchronization starts, which has no revision yet. */
function positionOf(
  key: readonly unknown[],
  cursor: string | undefined,
  history: Parameters<typeof fromCursor>[3],
): readonly [since: number, startRevision?: number] {
  if (cursor === undefined) return [0]
  return cursor === latestCursor ? [Number.MAX_SAFE_INTEGER] : fromCursor(key, cursor, Position, history)
}

/**
 * Returns whether a purged task may still exist in the copy of the client, which has read up to revision `known`. Tasks
 * deleted before its synchronization started are not in the copy. A revision above the current one means that the
 * database was restored from a backup.
 */
function isExpired(known: number, { purgedRevision, revision }: typeof userRevisions.$inferSelect): boolean {
  return known < purgedRevision || known > revision
}

function toChange(task: Parameters<typeof toPut>[0]): TaskChange {
  const { revision, id, deletedAt } = task
  return deletedAt === null ? toPut(task) : { revision, type: 'delete', id, deletedAt }
}

function toPut(task: Extract<TaskChange, { type: 'put' }>['task']): TaskChange {
  return { revision: task.revision, type: 'put', task }
}
