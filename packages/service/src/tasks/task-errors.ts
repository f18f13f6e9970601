import { compiledQuery, tasks, userRevisions } from '@taskpact/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'

/** The task that a change is for, where it must be, and its required revision. */
export interface Target {
  readonly userId: string
  readonly taskId: string
  readonly ifMatch: number | null
  readonly where: 'live' | 'trash'
}

type Row = typeof tasks.$inferSelect
type Refusal = ServiceError | undefined

/**
 * Returns what a conditional statement wrote. If it wrote nothing, one read finds out why. A statement that waited for another writer
 * does not see rows that match only since then, so it is repeated.
 */
export async function retryUntilWritten<T>(
  write: () => Promise<readonly T[]>,
  whyNot: () => Refusal | Promise<Refusal>,
): Promise<T> {
  for (let tries = 0; tries < 10; tries++) {
    const [written] = await write()
    if (written) return written
    const refusal = await whyNot()
    if (refusal) throw refusal
  }
  throw new ServiceError('unavailable', 'There are too many concurrent changes: try again.')
}

/** Returns the changed task. Throws if the target does not match, or for the reason that `whyElse` returns. */
export function updateOne<T>(
  write: () => Promise<readonly T[]>,
  target: Target,
  ctx: Context,
  whyElse: (task: Row) => Refusal | Promise<Refusal> = () => undefined,
): Promise<T> {
  return retryUntilWritten(write, async () => {
    const found = await find(target, ctx)
    return refusalOf(found, target) ?? (found && whyElse(found))
  })
}

const findTask = compiledQuery({
  name: 'task_find',
  build: (db) =>
    db
      .select()
      .from(tasks)
      .where(and(eq(tasks.userId, sql.placeholder('userId')), eq(tasks.id, sql.placeholder('taskId')))),
})

async function find({ userId, taskId }: Target, { db }: Context): Promise<Row | undefined> {
  const [task] = await findTask(db, { userId, taskId })
  return task
}

function refusalOf(task: Row | undefined, { where, ifMatch }: Target): Refusal {
  if (!task || (task.deletedAt === null) !== (where === 'live')) return notFound(where)
  if (ifMatch === null || ifMatch === task.revision) return undefined
  return new ServiceError('revision_mismatch', `The task has changed: it has revision ${task.revision}.`, {
    facts: { currentRevision: task.revision },
  })
}

export function notFound(where: 'live' | 'trash'): ServiceError {
  return new ServiceError('not_found', where === 'live' ? 'Task not found.' : 'There is no such task in the trash.')
}

export function bothDue(): ServiceError {
  return new ServiceError(
    'conflict',
    'The task would have both dueDate and dueAt: set one of them to null in the same change.',
  )
}

const getOwner = compiledQuery({
  name: 'user_task_count',
  build: (db) =>
    db
      .select()
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId'))),
})

/** Returns the failure if the user has reached the quota, or undefined. */
export async function quotaFailure(userId: string, limit: number, { db }: Context): Promise<Refusal> {
  const [owner] = await getOwner(db, { userId })
  if (!owner) return userDeleted()
  return owner.taskCount < limit ? undefined : quotaExceeded(limit, owner.taskCount)
}

export function quotaExceeded(limit: number, use: number): ServiceError {
  return new ServiceError('quota_exceeded', `You have ${use} tasks, and may have ${limit}.`, { facts: { limit, use } })
}
