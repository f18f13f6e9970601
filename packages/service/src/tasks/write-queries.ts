import { compiledQuery, type Database, tagsSeparator, taskSummaries, tasks, userRevisions } from '@taskpact/db'
import { and, eq, gt, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { nextRevision } from '../stores/next-revision.js'
import { taskColumns } from './columns.js'
import { countedStateOf, maxPurged } from './task-counts.js'

export const userId = sql.placeholder('userId')
export const taskId = sql.placeholder('taskId')
export const now = sql`${sql.placeholder('now')}::timestamptz`
const ifMatch = sql`${sql.placeholder('ifMatch')}::bigint`

const ofUser = eq(tasks.userId, userId)
const byId = and(ofUser, eq(tasks.id, taskId))
const live = and(byId, isNull(tasks.deletedAt))
const trashed = and(byId, isNotNull(tasks.deletedAt))
const atRevision = sql`(${ifMatch} is null or ${tasks.revision} = ${ifMatch})`
export const underLimit = lt(userRevisions.taskCount, sql`${sql.placeholder('taskLimit')}::int`)

/** Like each statement below, takes the next revision of the user and stores it in the task, in one round trip. */
export const updateTask = compiledQuery({
  name: 'task_update',
  build: (db) =>
    change(db, and(live, atRevision, isDueOnce), {
      title: sql`coalesce(${text('title')}, ${tasks.title})`,
      titleKey: sql`coalesce(${text('titleKey')}, ${tasks.titleKey})`,
      titleSortKey: sql`coalesce(${text('titleSortKey')}, ${tasks.titleSortKey})`,
      description: valueIf('setsDescription', text('description'), tasks.description),
      descriptionKey,
      priority: sql`coalesce(${sql.placeholder('priority')}::smallint, ${tasks.priority})`,
      tags: sql`coalesce(${sql.placeholder('tags')}::text[], ${tasks.tags})`,
      tagsKey: sql`coalesce(${text('tagsKey')}, ${tasks.tagsKey})`,
      dueDate: dueDate,
      dueAt: dueAt,
      completedAt: completedAt(
        sql`coalesce(${sql.placeholder('completed')}::boolean, ${tasks.completedAt} is not null)`,
      ),
    }),
})

export const completeTask = compiledQuery({
  name: 'task_complete',
  build: (db) =>
    change(db, and(live, atRevision), {
      completedAt: completedAt(sql`coalesce(${sql.placeholder('completed')}::boolean, ${tasks.completedAt} is null)`),
    }),
})

export const removeTask = compiledQuery({
  name: 'task_remove',
  build: (db) => change(db, and(live, atRevision), { deletedAt: now }, -1),
})

export const restoreTask = compiledQuery({
  name: 'task_restore',
  build: (db) => change(db, and(trashed, atRevision), { deletedAt: sql`null` }, 1),
})

export const purgeTask = compiledQuery({ name: 'task_purge', build: purge })

export function text(name: string): SQL {
  return sql`${sql.placeholder(name)}::text`
}

/** Returns the new value of a field that null clears: `value` if the flag is set, else the stored one. */
function valueIf(flag: string, value: SQL, stored: unknown): SQL {
  return sql`case when ${sql.placeholder(flag)}::boolean then ${value} else ${stored} end`
}

/** The folded words of tags follow the key of the description. A long one that stays is not read. */
const storedDescriptionKey = sql.raw(`split_part(tasks.description_key, chr(${tagsSeparator.codePointAt(0)}), 1)`)
const descriptionKey = sql`case
  when ${sql.placeholder('setsDescription')}::boolean or ${text('foldedTags')} is not null then
    ${valueIf('setsDescription', text('descriptionKey'), storedDescriptionKey)}
      || coalesce(${text('foldedTags')}, substr(${tasks.descriptionKey}, length(${storedDescriptionKey}) + 1))
  else ${tasks.descriptionKey} end`

const dueDate = valueIf('setsDueDate', sql`${sql.placeholder('dueDate')}::date`, tasks.dueDate)
const dueAt = valueIf('setsDueAt', sql`${sql.placeholder('dueAt')}::timestamptz`, tasks.dueAt)
const isDueOnce = sql`(${dueDate} is null or ${dueAt} is null)`

/** Returns the new `completed_at`. Completing a completed task keeps its timestamp. */
function completedAt(completed: SQL): SQL {
  return sql`case when ${completed} then coalesce(${tasks.completedAt}, ${now}) end`
}

/**
 * Selects and locks the task to change: first the row of the user, then the task, so that writers cannot deadlock. If
 * another writer changed the task meanwhile, PostgreSQL evaluates the condition again on the locked row.
 */
function lockedTask(db: Database, condition: SQL | undefined) {
  const owner = db
    .$with('owner')
    .as(
      db
        .select({ userId: userRevisions.userId })
        .from(userRevisions)
        .where(eq(userRevisions.userId, userId))
        .for('update'),
    )
  const target = db
    .$with('target')
    .as(
      db
        .with(owner)
        .select({ revision: tasks.revision, countedAs: tasks.countedAs, countedUntil: tasks.countedUntil })
        .from(owner)
        .innerJoin(tasks, condition)
        .for('update', { of: tasks }),
    )
  return target
}

/** Takes the next revision, if there is a task to change: a statement in WITH runs even if the outer one matches no row. */
function bumpRevision(db: Database, target: ReturnType<typeof lockedTask>, countChange: number) {
  return db.$with('bump').as(
    db
      .update(userRevisions)
      .set({
        revision: nextRevision,
        ...(countChange !== 0 && { taskCount: sql`${userRevisions.taskCount} + ${sql.raw(String(countChange))}` }),
      })
      .where(
        and(
          eq(userRevisions.userId, userId),
          sql`exists (select from ${target})`,
          countChange > 0 ? underLimit : undefined,
        ),
      )
      .returning({ revision: userRevisions.revision, countedRevision: userRevisions.countedRevision }),
  )
}

type Column = Exclude<
  keyof typeof tasks.$inferSelect,
  'userId' | 'id' | 'revision' | 'keysRevision' | 'countedAs' | 'countedUntil' | 'createdAt' | 'updatedAt'
>

/** Changes a task. `countChange` is added to the number of tasks outside the trash. */
function change(db: Database, condition: SQL | undefined, set: Partial<Record<Column, SQL>>, countChange = 0) {
  const target = lockedTask(db, condition)
  const bump = bumpRevision(db, target, countChange)
  return db
    .with(target, bump)
    .update(tasks)
    .set({
      ...set,
      revision: sql`(select revision from bump)`,
      // Stale keys stay stale: not all of them are written.
      keysRevision: sql`case when ${tasks.keysRevision} = ${tasks.revision} then (select revision from bump) end`,
      ...countedStateOf(tasks, sql`(select counted_revision from bump)`, sql`(select revision from bump)`),
      updatedAt: sql`greatest(${tasks.updatedAt}, ${now})`,
    })
    .where(and(byId, sql`exists (select from bump)`))
    .returning(taskColumns)
}

const hasRoom = sql`cardinality(${taskSummaries.purged}) < ${sql.raw(String(maxPurged))}`

function purge(db: Database) {
  const target = lockedTask(db, trashed)
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({
        revision: nextRevision,
        purgedRevision: sql`greatest(${userRevisions.purgedRevision}, (select revision from ${target}))`,
      })
      .where(and(eq(userRevisions.userId, userId), sql`exists (select from ${target})`))
      .returning({
        revision: userRevisions.revision,
        countedRevision: userRevisions.countedRevision,
        countedSince: userRevisions.countedSince,
      }),
  )
  const summary = db.$with('summary').as(
    db
      .update(taskSummaries)
      .set({ purged: sql`${taskSummaries.purged} || ${target.countedAs}` })
      .from(target)
      .innerJoin(
        bump,
        and(
          isNotNull(target.countedAs),
          gt(target.revision, bump.countedRevision),
          gt(target.countedUntil, bump.countedSince),
        ),
      )
      .where(and(eq(taskSummaries.userId, userId), hasRoom)),
  )
  return db
    .with(target, bump, summary)
    .delete(tasks)
    .where(and(byId, sql`exists (select from bump)`))
    .returning({ revision: sql<number>`(select revision from bump)`.mapWith(userRevisions.revision).as('revision') })
}
