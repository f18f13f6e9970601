import { type SQL, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { toInstant } from './to-instant.js'

/**
 * Every table but `users` leads its primary key and its indexes with `user_id`, and every query on it names the user (the
 * one that empties the trash: the users), so that the tables can be distributed by user. A user id is text: issuers other
 * than us choose their own form.
 */

/**
 * A moment, written and read as RFC 3339 in UTC to the millisecond: what JavaScript's clock and the wire can hold. The
 * session is in UTC; what PostgreSQL writes with a space JavaScript would read in a way of its own, in the years below 100.
 */
const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: toInstant,
})

/** Text in the order of its code points, whatever the locale of the database. */
const key = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    email: text('email'),
    name: text('name'),
    passwordHash: text('password_hash'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_email').on(t.email)],
)

/** Where users are signed in: one row a session, with the hashes of the refresh token that is good now and of the one before. */
export const sessions = pgTable(
  'sessions',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    tokenHash: text('token_hash').notNull(),
    previousTokenHash: text('previous_token_hash'),
    rotatedAt: instant('rotated_at').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    kept: boolean('kept').notNull(),
    userAgent: text('user_agent'),
    ip: text('ip'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/** What happened to accounts, for their owners to read. */
export const authEvents = pgTable(
  'auth_events',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    sessionId: uuid('session_id'),
    ip: text('ip'),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/** The last revision of a user's tasks. Each write takes the next one while it holds this row, so they commit in order. */
export const userRevisions = pgTable('user_revisions', {
  userId: userId().primaryKey(),
  revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  /** How many tasks there are outside the trash. */
  taskCount: integer('task_count').notNull().default(0),
  /** The greatest revision of a task that is gone for good: who has not seen it cannot learn of it any more. */
  purgedRevision: bigint('purged_revision', { mode: 'number' }).notNull().default(0),
})

export const tasks = pgTable(
  'tasks',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    completedAt: instant('completed_at'),
    priority: smallint('priority').notNull().default(0),
    tags: text('tags').array().notNull().default([]),
    dueDate: date('due_date', { mode: 'string' }),
    dueAt: instant('due_at'),
    deletedAt: instant('deleted_at'),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Title, description and tags as they are compared; of the tags each between line feeds. */
    titleKey: key('title_key').notNull().default(''),
    descriptionKey: key('description_key').notNull().default(''),
    tagsKey: key('tags_key').notNull().default(''),
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
      index('tasks_priority').on(t.userId, t.priority, t.id).where(live),
      index('tasks_title').on(t.userId, t.titleKey, t.id).where(live),
      index('tasks_search')
        .using('gin', t.userId, sql`(${searchText(t)}) gin_trgm_ops`)
        .where(live),
      index('tasks_trashed').on(t.userId, t.createdAt, t.id).where(sql`${t.deletedAt} is not null`),
      index('tasks_trash').on(t.userId, t.deletedAt).where(sql`${t.deletedAt} is not null`),
    ]
  },
)

interface DueColumns {
  readonly dueAt: unknown
  readonly dueDate: unknown
}

/** When a task is due: a day begins at midnight UTC. */
function dueMoment({ dueAt, dueDate }: DueColumns): SQL {
  return sql`coalesce(${dueAt}, (${dueDate})::timestamp at time zone 'UTC')`
}

/** The same for an order in which those that are never due come last. Queries use these, or no index helps them. */
export function dueUp(columns: DueColumns): SQL {
  return sql`coalesce(${dueMoment(columns)}, 'infinity'::timestamptz)`
}

export function dueDown(columns: DueColumns): SQL {
  return sql`coalesce(${dueMoment(columns)}, '-infinity'::timestamptz)`
}

/** What a search looks into; line feeds keep its parts apart. */
export function searchText(columns: Record<'titleKey' | 'descriptionKey' | 'tagsKey', unknown>): SQL {
  return sql`${columns.titleKey} || chr(10) || ${columns.descriptionKey} || chr(10) || ${columns.tagsKey}`
}

/** The answers to calls that carried a key, for a while: who sends one again gets the same. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: userId(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    answer: text('answer'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index('idempotency_keys_created').on(t.userId, t.createdAt)],
)

function userId() {
  return text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })
}
