import { compiledQuery, type Database, tagsSeparator, tasks } from '@taskpact/db'
import { and, eq, isNotNull, or, sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'
import { lastRevision } from '../stores/next-revision.js'
import { changedTask, countedStateOf } from './task-counts.js'

/** A task of a file, as the statement reads it. The `sets_` flags distinguish null from absent. */
export interface ImportRow {
  readonly id: string
  readonly title: string
  readonly title_key: string
  readonly title_sort_key: string
  readonly sets_description: boolean
  readonly description: string | null
  readonly description_key: string
  readonly priority: number | null
  readonly tags: readonly string[] | null
  readonly tags_key: string | null
  readonly folded_tags: string | null
  readonly sets_due_date: boolean
  readonly due_date: string | null
  readonly sets_due_at: boolean
  readonly due_at: string | null
  readonly sets_completed: boolean
  readonly completed: boolean
  readonly completed_at: string | null
  readonly created_at: string | null
  readonly deleted_at: string | null
}

export interface ImportedChunk {
  readonly created: number
  readonly updated: number
  /** The revision of the last task. */
  readonly revision: number
  /** Number of tasks outside the trash afterwards. */
  readonly taskCount: number
}

/**
 * Creates or updates tasks of a user in one statement, each with its own revision, in the given order. Tasks in the
 * trash are updated, and restored unless the row has a `deleted_at`. A later `deleted_at` than now would delay the purge, so it becomes now. The row of the user must be locked, and ids must be unique.
 */
export async function importChunk(
  db: Database,
  userId: string,
  rows: readonly ImportRow[],
  now: string,
): Promise<ImportedChunk> {
  const numbered = rows.map((row, index) => ({ n: index + 1, ...row }))
  const [counted] = await importRows(db, { userId, rows: JSON.stringify(numbered), now })
  if (!counted) throw new TypeError('The import statement returned no row')
  const { updated, given, revision, task_count: taskCount } = counted
  return { created: given - updated, updated, revision, taskCount }
}

interface Counted {
  readonly updated: number
  readonly given: number
  readonly revision: number
  readonly task_count: number
}

const userId = sql`${sql.placeholder('userId')}::text`
const storedDescriptionKey = sql.raw(`split_part(t.description_key, chr(${tagsSeparator.codePointAt(0)}), 1)`)
const now = sql`${sql.placeholder('now')}::timestamptz`
const counted = countedStateOf(
  changedTask,
  sql`(select counted_revision from bump)`,
  sql`(select revision from bump) + g.n`,
)
const deletedAt = sql`case when g.deleted_at is not null then least(g.deleted_at, ${now}) end`

const importRows = compiledQuery({
  name: 'task_import',
  // Takes too long for other statements to be pipelined behind it.
  prepare: false,
  build: () => sql<Counted>`
    with given as (
      select * from jsonb_to_recordset(${sql.placeholder('rows')}::text::jsonb) as g (
        n int, id uuid, title text, title_key text, title_sort_key text, sets_description boolean, description text, description_key text,
        priority smallint, tags text[], tags_key text, folded_tags text, sets_due_date boolean, due_date date, sets_due_at boolean,
        due_at timestamptz,
        sets_completed boolean, completed boolean, completed_at timestamptz, created_at timestamptz,
        deleted_at timestamptz
      )
    ), existing as (
      select t.id, t.deleted_at from tasks t join given g on g.id = t.id where t.user_id = ${userId}
    ), bump as (
      update user_revisions set
        revision = ${lastRevision} + (select count(*) from given),
        task_count = task_count + (select count(*) from given where deleted_at is null)
          - (select count(*) from existing where deleted_at is null)
      where user_id = ${userId}
      returning user_id, revision - (select count(*) from given) as revision, task_count, counted_revision
    ), updated as (
      update tasks t set
        title = g.title, title_key = g.title_key, title_sort_key = g.title_sort_key,
        description = case when g.sets_description then g.description else t.description end,
        description_key = case when g.sets_description then g.description_key else ${storedDescriptionKey} end
          || coalesce(g.folded_tags, substr(t.description_key, length(${storedDescriptionKey}) + 1)),
        priority = coalesce(g.priority, t.priority),
        tags = coalesce(g.tags, t.tags), tags_key = coalesce(g.tags_key, t.tags_key),
        due_date = case when g.sets_due_date then g.due_date else t.due_date end,
        due_at = case when g.sets_due_at then g.due_at else t.due_at end,
        completed_at = case
          when not g.sets_completed then t.completed_at
          when g.completed then coalesce(g.completed_at, t.completed_at, ${now})
        end,
        deleted_at = ${deletedAt},
        revision = (select revision from bump) + g.n,
        keys_revision = case when t.keys_revision = t.revision then (select revision from bump) + g.n end,
        counted_as = ${counted.countedAs}, counted_until = ${counted.countedUntil},
        updated_at = greatest(t.updated_at, ${now})
      from given g where t.user_id = ${userId} and t.id = g.id
    ), created as (
      insert into tasks (
        user_id, id, title, title_key, description, description_key, priority, tags, tags_key, due_date, due_at,
        completed_at, deleted_at, revision, created_at, updated_at, title_sort_key, keys_revision
      )
      select
        b.user_id, g.id, g.title, g.title_key, g.description, g.description_key || coalesce(g.folded_tags, ''), coalesce(g.priority, 0),
        coalesce(g.tags, '{}'), coalesce(g.tags_key, ''), g.due_date, g.due_at,
        case when g.completed then coalesce(g.completed_at, ${now}) end, ${deletedAt},
        b.revision + g.n, coalesce(g.created_at, ${now}), ${now}, g.title_sort_key, b.revision + g.n
      from bump b, given g where g.id not in (select id from existing)
    )
    select
      (select count(*) from existing)::int as updated, (select count(*) from given)::int as given,
      (select revision + (select count(*) from given) from bump)::float8 as revision, (select task_count from bump)::int as task_count`,
})

/** Returns the ids of tasks that would have both `dueDate` and `dueAt`: the row sets one, and the stored task has the other. */
export async function idsWithBothDue(
  db: Database,
  userId: string,
  rows: readonly ImportRow[],
): Promise<ReadonlySet<string>> {
  const candidates = rows.filter((row) => (row.due_date && !row.sets_due_at) || (row.due_at && !row.sets_due_date))
  if (candidates.length === 0) return new Set()
  const due = await selectDue(db, { userId, ids: makePgArray(candidates.map(({ id }) => id)) })
  const existing = new Map(due.map((task) => [task.id, task]))
  const conflicting = candidates.filter(({ id, due_date }) => {
    const task = existing.get(id)
    return due_date ? task?.dueAt : task?.dueDate
  })
  return new Set(conflicting.map(({ id }) => id))
}

const selectDue = compiledQuery({
  name: 'task_due',
  prepare: false,
  build: (db) =>
    db
      .select({ id: tasks.id, dueDate: tasks.dueDate, dueAt: tasks.dueAt })
      .from(tasks)
      .where(
        and(
          eq(tasks.userId, sql.placeholder('userId')),
          sql`${tasks.id} = any(${sql.placeholder('ids')}::uuid[])`,
          or(isNotNull(tasks.dueDate), isNotNull(tasks.dueAt)),
        ),
      ),
})
