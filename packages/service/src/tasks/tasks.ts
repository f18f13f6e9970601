import { type Contract, isDueOnce, type TaskChanges } from '@taskpact/contract'
import { compiledQuery, tasks as table } from '@taskpact/db'
import { newId } from '@taskpact/engine'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'
import { sortKeyOf } from '../collation/sort-key.js'
import type { Context, Service } from '../context.js'
import { createBatch, type TaskWrites } from './batch.js'
import { changes } from './changes.js'
import { rankOf, taskColumns } from './columns.js'
import { createTask, createTaskWithId } from './create-queries.js'
import { createTaskExport } from './export.js'
import { createImport } from './import.js'
import { descriptionKeyOf, foldedTagsOf, tagsKeyOf, titleKeyOf } from './keys.js'
import { list } from './list.js'
import { stats } from './stats.js'
import { bothDue, idFailure, notFound, quotaFailure, retryUntilWritten, writeOne } from './task-errors.js'
import { completeTask, purgeTask, removeTask, restoreTask, updateTask } from './write-queries.js'

type Tasks = Service<Contract>['tasks']

export interface TaskOptions {
  /** Maximum number of tasks of a user outside the trash. */
  readonly taskLimit: number
}

const getTask = compiledQuery({
  name: 'task_get',
  build: (db) =>
    db
      .select(taskColumns)
      .from(table)
      .where(
        and(
          eq(table.userId, sql.placeholder('userId')),
          eq(table.id, sql.placeholder('taskId')),
          isNull(table.deletedAt),
        ),
      ),
})

/** Creates the handlers of the operations on tasks. */
export function createTasks({ taskLimit }: TaskOptions): Tasks {
  const writes: TaskWrites = {
    create(task, ctx) {
      const { userId, id, description = null, priority = null, tags = null } = task
      const target = { userId, taskId: id ?? newId(), taskLimit, now: ctx.now().toISOString() }
      const values = valuesOf({ ...task, description, priority, tags }, target)
      const findQuotaFailure = () => quotaFailure(userId, taskLimit, ctx)
      if (id === undefined) return { send: () => createTask(ctx.db, values), findFailure: findQuotaFailure }
      return {
        send: () => createTaskWithId(ctx.db, values),
        findFailure: async () => (await idFailure({ userId, taskId: id }, ctx)) ?? findQuotaFailure(),
      }
    },

    update(changes, ctx) {
      const { userId, taskId, ifMatch = null, completed = null } = changes
      const target = { userId, taskId, ifMatch, where: 'live' } as const
      const values = valuesOf(changes, { userId, taskId, ifMatch, completed, now: timestampOf(ctx) })
      const send = () => updateTask(ctx.db, values)
      return writeOne(send, target, ctx, (task) => (isDueOnce({ ...task, ...changes }) ? undefined : bothDue()))
    },

    complete({ userId, taskId, ifMatch = null, completed: wanted }, ctx) {
      const completed = wanted === 'toggle' ? null : wanted
      const target = { userId, taskId, ifMatch, where: 'live' } as const
      return writeOne(() => completeTask(ctx.db, { ...target, completed, now: timestampOf(ctx) }), target, ctx)
    },

    remove({ userId, taskId, ifMatch = null }, ctx) {
      const target = { userId, taskId, ifMatch, where: 'live' } as const
      return writeOne(() => removeTask(ctx.db, { ...target, now: timestampOf(ctx) }), target, ctx)
    },

    restore({ userId, taskId, ifMatch = null }, ctx) {
      const target = { userId, taskId, ifMatch, where: 'trash' } as const
      const send = () => restoreTask(ctx.db, { ...target, taskLimit, now: timestampOf(ctx) })
      return writeOne(send, target, ctx, () => quotaFailure(userId, taskLimit, ctx))
    },
  }

  return {
    list,
    stats,
    changes,
    batch: createBatch(writes),
    export: createTaskExport(),
    import: createImport({ taskLimit }),

    create: (task, ctx) => retryUntilWritten(writes.create(task, ctx)),
    update: (changes, ctx) => retryUntilWritten(writes.update(changes, ctx)),
    complete: (input, ctx) => retryUntilWritten(writes.complete(input, ctx)),
    remove: (input, ctx) => retryUntilWritten(writes.remove(input, ctx)),
    restore: (input, ctx) => retryUntilWritten(writes.restore(input, ctx)),

    async get({ userId, taskId }, { db }) {
      const [task] = await getTask(db, { userId, taskId })
      if (!task) throw notFound('live')
      return task
    },

    purge({ userId, taskId }, ctx) {
      const target = { userId, taskId, ifMatch: null, where: 'trash' } as const
      return retryUntilWritten(writeOne(() => purgeTask(ctx.db, target), target, ctx))
    },
  }
}

interface WriteTarget {
  readonly userId: string
  readonly taskId: string
  readonly now: string
  readonly ifMatch?: number | null
  readonly completed?: boolean | null
  readonly taskLimit?: number
}

/**
 * Returns the values of a write statement: null for an absent field, and a `sets` flag for fields that null clears. One object literal
 * is faster than copying and adding fields (PERFORMANCE.md, Values of a statement).
 */
function valuesOf(
  { title, description, priority, tags, dueDate, dueAt }: Omit<TaskChanges, 'completed'>,
  { userId, taskId, now, ifMatch, completed, taskLimit }: WriteTarget,
) {
  return {
    userId,
    taskId,
    now,
    ifMatch,
    completed,
    taskLimit,
    title: title ?? null,
    titleKey: title === undefined ? null : titleKeyOf(title),
    titleSortKey: title === undefined ? null : sortKeyOf(title),
    setsDescription: description !== undefined,
    description: description ?? null,
    descriptionKey: descriptionKeyOf(description ?? null),
    priority: priority === undefined ? null : rankOf(priority ?? 'none'),
    tags: tags === undefined ? null : makePgArray(tags ?? []),
    tagsKey: tags === undefined ? null : tagsKeyOf(tags ?? []),
    foldedTags: tags === undefined ? null : tags === null ? '' : foldedTagsOf(tags),
    setsDueDate: dueDate !== undefined,
    dueDate: dueDate ?? null,
    setsDueAt: dueAt !== undefined,
    dueAt: dueAt ?? null,
  }
}

function timestampOf({ now }: Context): string {
  return now().toISOString()
}
