import { compiledQuery, tasks, userRevisions } from '@taskpact/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'

/** The task to change, where it must be, and the revision that it must have; null for any. */
export interface Target {
  readonly userId: string
  readonly taskId: string
  readonly ifMatch: number | null
  readonly where: 'live' | 'trash'
}

type Row = typeof tasks.$inferSelect
type Failure = ServiceError | undefined

/** A conditional statement. It writes one row, or none if its condition does not hold. */
export interface Write<T> {
  send(): Promise<readonly T[]>
  /** Returns why nothing was written. Undefined if the condition holds now. */
  findFailure(): Failure | Promise<Failure>
}

/**
 * Returns the row that a statement wrote. If it wrote none, throws the reason. Without a reason the statement is repeated: while
 * it waited for another writer, a row may have come to match that it does not see.
 */
export async function retryUntilWritten<T>({ send, findFailure }: Write<T>): Promise<T> {
  for (let tries = 0; tries < 10; tries++) {
    const [written] = await send()
    if (written) return written
    const failure = await findFailure()
    if (failure) throw failure
  }
  throw new ServiceError('unavailable', 'Too many concurrent changes. Try again.')
}

/**
 * Defines a change of one task. The reason for writing nothing is that the target does not match, else the failure that
 * `findOtherFailure` returns for the stored task.
 */
export function writeOne<T>(
  send: Write<T>['send'],
  target: Target,
  ctx: Context,
  findOtherFailure: (task: Row) => Failure | Promise<Failure> = () => undefined,
): Write<T> {
  return {
    send,
    async findFailure() {
      const found = await find(target, ctx)
      return targetFailure(found, target) ?? (found && findOtherFailure(found))
    },
  }
}

const findTask = compiledQuery({
  name: 'task_find',
  build: (db) =>
    db
      .select()
      .from(tasks)
      .where(and(eq(tasks.userId, sql.placeholder('userId')), eq(tasks.id, sql.placeholder('taskId')))),
})

async function find({ userId, taskId }: Pick<Target, 'userId' | 'taskId'>, { db }: Context): Promise<Row | undefined> {
  const [task] = await findTask(db, { userId, taskId })
  return task
}

/** Returns the failure if a task is not where the target requires it or has another revision, or undefined. */
function targetFailure(task: Row | undefined, { where, ifMatch }: Target): Failure {
  if (!task || (task.deletedAt === null) !== (where === 'live')) return notFound(where)
  if (ifMatch === null || ifMatch === task.revision) return undefined
  return new ServiceError('revision_mismatch', `The task has changed. Its current revision is ${task.revision}.`, {
    facts: { currentRevision: task.revision },
  })
}

/** Returns the failure if the user has a task with the id, also in the trash, or undefined. */
export async function idFailure(target: Pick<Target, 'userId' | 'taskId'>, ctx: Context): Promise<Failure> {
  const task = await find(target, ctx)
  if (!task) return undefined
  const message = task.deletedAt === null ? 'Another task has this id.' : 'A task in the trash has this id.'
  return new ServiceError('conflict', message, { facts: { currentRevision: task.revision } })
}

export function notFound(where: 'live' | 'trash'): ServiceError {
  return new ServiceError('not_found', where === 'live' ? 'Task not found.' : 'Task not found in the trash.')
}

export function bothDue(): ServiceError {
  return new ServiceError(
    'conflict',
    'A task cannot have both dueDate and dueAt. Set one of them to null in the same change.',
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
export async function quotaFailure(userId: string, limit: number, { db }: Context): Promise<Failure> {
  const [owner] = await getOwner(db, { userId })
  if (!owner) return userDeleted()
  return owner.taskCount < limit ? undefined : quotaExceeded(limit, owner.taskCount)
}

export function quotaExceeded(limit: number, use: number): ServiceError {
  return new ServiceError('quota_exceeded', `You have ${use} tasks. The limit is ${limit}.`, { facts: { limit, use } })
}
