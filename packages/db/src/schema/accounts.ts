import { boolean, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { timestamp } from './column-types.js'

/** A user id is text, because other token issuers choose their own format. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    email: text('email'),
    name: text('name'),
    passwordHash: text('password_hash'),
    createdAt: timestamp('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_email').on(t.email)],
)

/** The column that names the owner of a row. Deleting the user deletes the row. */
export function userId() {
  return text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })
}

/** One row per sign-in, with the hashes of the current and the previous refresh token. */
export const sessions = pgTable(
  'sessions',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    tokenHash: text('token_hash').notNull(),
    previousTokenHash: text('previous_token_hash'),
    /** The value of `tokenHash` when an access token issued with that refresh token was first used. */
    usedTokenHash: text('used_token_hash'),
    rotatedAt: timestamp('rotated_at').notNull(),
    createdAt: timestamp('created_at').notNull(),
    lastUsedAt: timestamp('last_used_at').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
    /** Whether the transport stores the refresh token where scripts cannot read it. */
    usesTokenStore: boolean('kept').notNull(),
    userAgent: text('user_agent'),
    ip: text('ip'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/** Security events of accounts, readable by their owners. */
export const authEvents = pgTable(
  'auth_events',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    sessionId: uuid('session_id'),
    ip: text('ip'),
    at: timestamp('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)
