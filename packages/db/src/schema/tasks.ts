import { type SQL, sql } from 'drizzle-orm'
import { bigint, check, date, index, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { userId } from './accounts.js'
import { codePointText, timestamp } from './column-types.js'
import { unusualFollower } from './letter-pairs.js'

export const tasks = pgTable(
  'tasks',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    completedAt: timestamp('completed_at'),
    priority: smallint('priority').notNull().default(0),
    tags: text('tags').array().notNull().default([]),
    dueDate: date('due_date', { mode: 'string' }),
    dueAt: timestamp('due_at'),
    deletedAt: timestamp('deleted_at'),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    createdAt: timestamp('created_at').notNull(),
    updatedAt: timestamp('updated_at').notNull(),
    /**
     * Case-folded title, description and tags, for comparison. Each tag stands between line feeds. Words that folding for search changes
     * follow: those of the title and the description after a line feed, those of the tags after the description and `tagsSeparator`.
     */
    titleKey: codePointText('title_key').notNull().default(''),
    descriptionKey: codePointText('description_key').notNull().default(''),
    tagsKey: codePointText('tags_key').notNull().default(''),
    /** Sort key of the title. */
    titleSortKey: codePointText('title_sort_key'),
    /** Equals `revision` if this release wrote the keys. Else the previous release did, which does not write all of them. */
    keysRevision: bigint('keys_revision', { mode: 'number' }),
    /** The counted state of a task that has changed since: its entries in `task_summaries`. Null if it was not counted. */
    countedAs: text('counted_as').array(),
    /** The revision of the change that set `counted_as`, which is ignored unless `counted_until` is greater than `counted_since`. */
    countedUntil: bigint('counted_until', { mode: 'number' }),
  },
  (t) => {
    const live = sql`${t.deletedAt} is null`
    return [
      primaryKey({ columns: [t.userId, t.id] }),
      check('tasks_due_once', sql`${t.dueDate} is null or ${t.dueAt} is null`),
      uniqueIndex('tasks_revision').on(t.userId, t.revision),
      index('tasks_created').on(t.userId, t.createdAt, t.id).where(live),
      index('tasks_pending').on(t.userId, t.createdAt, t.id).where(sql`${t.completedAt} is null and ${live}`),
      index('tasks_due_up').on(t.userId, dueUp(t), t.id).where(live),
      index('tasks_due_down').on(t.userId, dueDown(t), t.id).where(live),
      index('tasks_due_at').on(t.userId, t.dueAt, t.id).where(sql`${t.dueAt} is not null and ${live}`),
      index('tasks_due_date').on(t.userId, t.dueDate, t.id).where(sql`${t.dueDate} is not null and ${live}`),
      index('tasks_priority').on(t.userId, t.priority, t.id).where(live),
      index('tasks_title').on(t.userId, t.titleKey, t.id).where(live),
      index('tasks_title_sort').on(t.userId, titleOrder(t), t.id).where(live),
      index('tasks_stale_keys').on(t.userId, t.id).where(hasStaleKeys(t)),
      index('tasks_search')
        .using('gin', t.userId, sql`(${searchText(t)}) gin_trgm_ops`)
        .where(live),
      index('tasks_unusual_followers')
        .on(t.userId, t.id)
        .where(sql`${live} and ${hasUnusualFollower(t)}`),
      index('tasks_trashed').on(t.userId, t.createdAt, t.id).where(sql`${t.deletedAt} is not null`),
      // By time, unlike the others: the purge finds the users with it.
      index('tasks_purge').on(t.deletedAt, t.userId).where(sql`${t.deletedAt} is not null`),
      index('tasks_trash').on(t.userId, t.deletedAt).where(sql`${t.deletedAt} is not null`),
    ]
  },
)

interface DueColumns {
  readonly dueAt: unknown
  readonly dueDate: unknown
}

/** The due time for ascending order, tasks without one last. Queries must use it, or they do not use the index. */
export function dueUp(columns: DueColumns): SQL {
  return sql`coalesce(${dueTimestamp(columns)}, 'infinity'::timestamptz)`
}

/** The due time for descending order, tasks without one last. Queries must use it, or they do not use the index. */
export function dueDown(columns: DueColumns): SQL {
  return sql`coalesce(${dueTimestamp(columns)}, '-infinity'::timestamptz)`
}

/** A due date counts as midnight UTC. */
function dueTimestamp({ dueAt, dueDate }: DueColumns): SQL {
  return sql`coalesce(${dueAt}, (${dueDate})::timestamp at time zone 'UTC')`
}

/** Stands before the folded words of tags in `description_key`. A noncharacter, so no text contains it. */
export const tagsSeparator = '\ufdd0'

/** The key by which titles are sorted. Queries must use it, or they do not use the index. */
export function titleOrder(columns: Record<'titleSortKey' | 'titleKey' | 'keysRevision' | 'revision', unknown>): SQL {
  const { titleSortKey, titleKey, keysRevision, revision } = columns
  return sql`(case when ${keysRevision} = ${revision} then ${titleSortKey} else ${titleKey} end)`
}

/** Whether keys are missing or may be those of an earlier title. Queries must use it, or they do not use the index. */
export function hasStaleKeys(columns: Record<'keysRevision' | 'revision', unknown>): SQL {
  return sql`${columns.keysRevision} is distinct from ${columns.revision}`
}

/** The text that a search looks through; line feeds separate its parts. */
export function searchText(columns: Record<'titleKey' | 'descriptionKey' | 'tagsKey', unknown>): SQL {
  return sql`${columns.titleKey} || chr(10) || ${columns.descriptionKey} || chr(10) || ${columns.tagsKey}`
}

/** Whether a search for two letters may find the task other than by the trigrams of a `LetterPair`. Queries must use it, or they do not use the index. */
export function hasUnusualFollower(columns: Parameters<typeof searchText>[0]): SQL {
  return sql`(${searchText(columns)}) ~ ${sql.raw(`'${unusualFollower}'`)}`
}
