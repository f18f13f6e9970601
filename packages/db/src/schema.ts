import { sql } from 'drizzle-orm'
import { bigint, boolean, customType, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

/**
 * Every table but `users` leads its primary key and its indexes with `user_id`, and every query on it names the user,
 * so that the tables can be distributed by user. A user id is text: issuers other than us choose their own form.
 */

/** A moment, written and read as RFC 3339 in UTC to the millisecond: what JavaScript's clock and the wire can hold. */
const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: (value) => new Date(value).toISOString(),
})

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
})

export const tasks = pgTable(
  'tasks',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    completedAt: instant('completed_at'),
    deletedAt: instant('deleted_at'),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    index('tasks_pending').on(t.userId, t.id).where(sql`${t.completedAt} is null and ${t.deletedAt} is null`),
  ],
)

function userId() {
  return text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })
}
