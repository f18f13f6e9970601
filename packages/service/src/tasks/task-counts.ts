import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/*
 * Statistics do not read all tasks of a user. `task_summaries` counts them as they were at `counted_revision`. Statistics read the tasks
 * with a greater revision, add them, and subtract their counted states. The first change of a task after it has been counted stores its
 * counted state in the task itself, so creating a task and changing one write no other row.
 */

export const userId = sql`${sql.placeholder('userId')}::text`

interface Counted {
  readonly completedAt: SQLWrapper
  readonly priority: SQLWrapper
  readonly dueDate: SQLWrapper
  readonly dueAt: SQLWrapper
  readonly tags: SQLWrapper
  readonly tagsKey: SQLWrapper
}

/**
 * Selects the entries by which a task is counted. An entry is the letter of its kind and a value: the priority; that the task is completed;
 * the due date of a pending task, or the UTC day of its due time; for each tag its folded form, a line feed and the tag.
 */
function entriesOf(task: Counted): SQL {
  const day = (time: SQL) => sql`to_char(${time}, 'YYYY-MM-DD')`
  const isPending = sql`${task.completedAt} is null`
  return sql`
    select ${letterOf('priority')} || ${task.priority} as entry
    union all select ${letterOf('completed')} where ${task.completedAt} is not null
    union all select ${letterOf('date')} || ${day(sql`${task.dueDate}::timestamp`)} where ${isPending} and ${task.dueDate} is not null
    union all select ${letterOf('day')} || ${day(sql`${task.dueAt} at time zone 'UTC'`)} where ${isPending} and ${task.dueAt} is not null
    union all select ${letterOf('tag')} || used.key || chr(10) || used.tag
      from unnest(${task.tags}, string_to_array(btrim(${task.tagsKey}, chr(10)), chr(10))) as used (tag, key)
      where ${task.tagsKey} <> ''`
}

const kinds = { priority: 'p', completed: 'c', date: 'd', day: 'u', tag: 't' } as const

function letterOf(kind: keyof typeof kinds): SQL {
  return sql.raw(`'${kinds[kind]}'`)
}

/** Whether an entry is of a kind, for expressions about the columns `entry` and `count`. */
export function isKind(kind: keyof typeof kinds): SQL {
  return sql`left(entry, 1) = ${letterOf(kind)}`
}

type Stored = Readonly<Record<'revision' | 'deletedAt' | 'countedAs' | 'countedUntil', SQLWrapper>>

/** Returns the columns that store the counted state of a task when it changes. */
export function countedStateOf(
  task: Counted & Stored,
  countedRevision: SQL,
  revision: SQL,
): { readonly countedAs: SQL; readonly countedUntil: SQL } {
  const isCounted = sql`${task.revision} <= ${countedRevision}`
  const entries = sql`case when ${task.deletedAt} is null then array(${entriesOf(task)}) end`
  return {
    countedAs: sql`case when ${isCounted} then ${entries} else ${task.countedAs} end`,
    countedUntil: sql`case when ${isCounted} then ${revision} else ${task.countedUntil} end`,
  }
}

const column = (name: string) => sql.raw(`t.${name}`)
/** The columns of the alias `t`. */
export const changedTask: Counted & Stored = {
  revision: column('revision'),
  deletedAt: column('deleted_at'),
  countedAs: column('counted_as'),
  countedUntil: column('counted_until'),
  completedAt: column('completed_at'),
  priority: column('priority'),
  dueDate: column('due_date'),
  dueAt: column('due_at'),
  tags: column('tags'),
  tagsKey: column('tags_key'),
}

/** Entries of purged tasks that `task_summaries` stores at most. With more, all tasks are counted again. */
export const maxPurged = 2000

/**
 * Returns common table expressions: `owner`, the row of the user; `stored`, its counts; `changed`, the tasks that have changed since, the
 * oldest changes first; `weighted`, the entries to add (1) and to subtract (-1); `counted`, entries and counts, to be summed by entry.
 * Without a maximum, `changed` has all tasks of the user, and no counts are used.
 */
export function countsUpTo(maxChanged: number | undefined): SQL {
  const counts =
    maxChanged === undefined
      ? sql`0::bigint as counted_revision, revision as counted_since`
      : sql`counted_revision, counted_since`
  const oldest = maxChanged === undefined ? sql`` : sql`order by revision limit ${sql.raw(String(maxChanged))}`
  return sql`
    owner as (
      select user_id, revision, task_count, ${counts} from user_revisions where user_id = ${userId}
    ), stored as (
      select s.* from task_summaries s join owner o on o.user_id = s.user_id and o.counted_revision > 0 where s.user_id = ${userId}
    ), changed as (
      select t.*, t.counted_until > o.counted_since as was_counted from owner o cross join lateral (
        select revision, deleted_at, completed_at, priority, due_date, due_at, tags, tags_key, counted_as, counted_until from tasks
        where user_id = ${userId} and revision > o.counted_revision ${oldest}
      ) t
    ), weighted as (
      select 1 as weight, e.entry from changed t cross join lateral (${entriesOf(changedTask)}) e where t.deleted_at is null
      union all select -1, e.entry from changed t cross join lateral unnest(t.counted_as) as e (entry) where t.was_counted
      union all select -1, e.entry from stored s cross join lateral unnest(s.purged) as e (entry)
    ), counted as (
      select entry, sum(weight)::int as count from weighted group by entry
      union all select e.entry, e.count from stored s, unnest(s.entries, s.counts) as e (entry, count)
    )`
}
