import { type Database, tasks, userRevisions } from '@taskpact/db'
import { and, desc, eq, exists, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { prepared } from '../prepared.js'

const userId = sql.placeholder('userId')
const id = sql.placeholder('id')
const now = sql`${sql.placeholder('now')}::timestamptz`
const before = sql`${sql.placeholder('before')}::uuid`
const own = and(eq(tasks.userId, userId), isNull(tasks.deletedAt))
const ownTask = and(own, eq(tasks.id, id))

/** The columns that a Task shows. */
const shown = {
  id: tasks.id,
  userId: tasks.userId,
  title: tasks.title,
  description: tasks.description,
  completed: sql<boolean>`${tasks.completedAt} is not null`.as('completed'),
  completedAt: tasks.completedAt,
  revision: tasks.revision,
  createdAt: tasks.createdAt,
  updatedAt: tasks.updatedAt,
}

/** One round trip each, built once: a write takes the user's next revision in the statement that stamps it on the task. */
export const queries = prepared((db) => ({
  listAll: list(db, 'all', undefined),
  listPending: list(db, 'pending', isNull(tasks.completedAt)),
  listCompleted: list(db, 'completed', isNotNull(tasks.completedAt)),
  listHeld: db
    .select({ ...shown, deletedAt: tasks.deletedAt })
    .from(tasks)
    .where(and(eq(tasks.userId, userId), lt(tasks.id, before)))
    .orderBy(desc(tasks.id))
    .limit(sql.placeholder('limit'))
    .prepare('task_list_held'),
  get: db.select(shown).from(tasks).where(ownTask).prepare('task_get'),
  create: create(db),
  update: change(db, 'task_update', {
    title: sql`coalesce(${sql.placeholder('title')}::text, ${tasks.title})`,
    description: sql`case when ${sql.placeholder('describe')}::boolean then ${sql.placeholder('description')}::text else ${tasks.description} end`,
    completedAt: completedAt(sql`coalesce(${sql.placeholder('completed')}::boolean, ${tasks.completedAt} is not null)`),
  }),
  complete: change(db, 'task_complete', {
    completedAt: completedAt(sql`coalesce(${sql.placeholder('completed')}::boolean, ${tasks.completedAt} is null)`),
  }),
  remove: change(db, 'task_remove', { deletedAt: now }),
}))

/** Newest first: ids are UUIDv7, so the primary key is the order of creation. */
function list(db: Database, name: string, only: SQL | undefined) {
  return db
    .select(shown)
    .from(tasks)
    .where(and(own, only, lt(tasks.id, before)))
    .orderBy(desc(tasks.id))
    .limit(sql.placeholder('limit'))
    .prepare(`task_list_${name}`)
}

function create(db: Database) {
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: sql`${userRevisions.revision} + 1` })
      .where(eq(userRevisions.userId, userId))
      .returning({ revision: userRevisions.revision }),
  )
  return db
    .with(bump)
    .insert(tasks)
    .select((query) =>
      query
        .select({
          userId: sql`${userId}::text`.as('user_id'),
          id: sql`${id}::uuid`.as('id'),
          title: sql`${sql.placeholder('title')}::text`.as('title'),
          description: sql`${sql.placeholder('description')}::text`.as('description'),
          completedAt: sql`null::timestamptz`.as('completed_at'),
          deletedAt: sql`null::timestamptz`.as('deleted_at'),
          revision: bump.revision,
          createdAt: now.as('created_at'),
          updatedAt: now.as('updated_at'),
        })
        .from(bump),
    )
    .returning(shown)
    .prepare('task_create')
}

/** The revision advances only if there is such a task: a data-modifying CTE runs even when the update finds no row. */
function change(
  db: Database,
  name: string,
  set: Partial<Record<'title' | 'description' | 'completedAt' | 'deletedAt', SQL>>,
) {
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: sql`${userRevisions.revision} + 1` })
      .where(and(eq(userRevisions.userId, userId), exists(db.select({ one: sql`1` }).from(tasks).where(ownTask))))
      .returning({ revision: userRevisions.revision }),
  )
  return db
    .with(bump)
    .update(tasks)
    .set({
      ...set,
      revision: sql`(select revision from bump)`,
      updatedAt: sql`greatest(${tasks.updatedAt}, ${now})`,
    })
    .where(and(ownTask, sql`exists (select from bump)`))
    .returning(shown)
    .prepare(name)
}

/** Completing again keeps the first time. */
function completedAt(completed: SQL): SQL {
  return sql`case when ${completed} then coalesce(${tasks.completedAt}, ${now}) end`
}
