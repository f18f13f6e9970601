import { compiledQuery, type Database, tasks, userRevisions } from '@taskpact/db'
import { and, eq, type SQLWrapper, sql } from 'drizzle-orm'
import { nextRevision } from '../stores/next-revision.js'
import { taskColumns } from './columns.js'
import { now, taskId, text, underLimit, userId } from './write-queries.js'

const ofUser = eq(userRevisions.userId, userId)
const increased = sql`${userRevisions.taskCount} + 1`

/** Creates a task with an id of the server, unless the user has reached the limit. Takes the next revision of the user, in one round trip. */
export const createTask = compiledQuery({ name: 'task_create', build: create })

/**
 * Creates a task with an id of the client, or writes nothing if the user has a task with it. While the statement waits for the row of
 * the user, another one may create that task, which only the insert sees: so the revision is stored after the insert.
 */
export const createTaskWithId = compiledQuery({ name: 'task_create_with_id', build: createWithId })

function create(db: Database) {
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: nextRevision, taskCount: increased })
      .where(and(ofUser, underLimit))
      // Citus finds the shard of the insert by it; a parameter in its place is not enough in every plan.
      .returning({ userId: userRevisions.userId, revision: userRevisions.revision }),
  )
  return db
    .with(bump)
    .insert(tasks)
    .select((query) => query.select(newTask(bump.userId, bump.revision)).from(bump))
    .returning(taskColumns)
}

function createWithId(db: Database) {
  const owner = db.$with('owner').as(
    db
      .select({ userId: userRevisions.userId, revision: nextRevision.as('revision') })
      .from(userRevisions)
      .where(and(ofUser, underLimit))
      .for('update'),
  )
  const created = db.$with('created').as(
    db
      .insert(tasks)
      .select((query) => query.select(newTask(owner.userId, owner.revision)).from(owner))
      .onConflictDoNothing({ target: [tasks.userId, tasks.id] })
      .returning(taskColumns),
  )
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: sql`${created.revision}`, taskCount: increased })
      .from(created)
      .where(ofUser),
  )
  return db.with(owner, created, bump).select().from(created)
}

/** The row of a pending task. */
function newTask(ownerId: SQLWrapper, revision: SQLWrapper) {
  return {
    userId: sql`${ownerId}`.as('user_id'),
    id: sql`${taskId}::uuid`.as('id'),
    title: text('title').as('title'),
    description: text('description').as('description'),
    completedAt: sql`null::timestamptz`.as('completed_at'),
    priority: sql`${sql.placeholder('priority')}::smallint`.as('priority'),
    tags: sql`${sql.placeholder('tags')}::text[]`.as('tags'),
    dueDate: sql`${sql.placeholder('dueDate')}::date`.as('due_date'),
    dueAt: sql`${sql.placeholder('dueAt')}::timestamptz`.as('due_at'),
    deletedAt: sql`null::timestamptz`.as('deleted_at'),
    revision: sql`${revision}`.as('revision'),
    createdAt: now.as('created_at'),
    updatedAt: now.as('updated_at'),
    titleKey: text('titleKey').as('title_key'),
    descriptionKey: sql`${text('descriptionKey')} || ${text('foldedTags')}`.as('description_key'),
    tagsKey: text('tagsKey').as('tags_key'),
    titleSortKey: text('titleSortKey').as('title_sort_key'),
    keysRevision: sql`${revision}`.as('keys_revision'),
    countedAs: sql`null::text[]`.as('counted_as'),
    countedUntil: sql`null::bigint`.as('counted_until'),
  }
}
