import { boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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
    /** The name in the newest applied token of an external issuer. `name` differs from it if the user chose another one. */
    claimedName: text('claimed_name'),
    /** When that token was issued. Null for a local user, and if no token proved that the e-mail address is verified. */
    claimsIssuedAt: timestamp('claims_issued_at'),
    /** When a link sent to the e-mail address was used, or when an identity provider verified it. */
    emailVerifiedAt: timestamp('email_verified_at'),
    /** Devices that were remembered before need a second factor again. Null: none were forgotten. */
    devicesForgottenAt: timestamp('devices_forgotten_at'),
  },
  // The previous release finds users by it. `migrate --distribute` drops it, and the triggers that write `emails` for that release.
  (t) => [uniqueIndex('users_email').on(t.email)],
)

/**
 * The owner of each e-mail address: the user whose `email` it is. A table of its own, because `users` is distributed by id, where no
 * unique index on `email` is possible. References no user, whose row may be on another node; both are written in one transaction.
 */
export const emails = pgTable('emails', {
  email: text('email').primaryKey(),
  owner: text('owner').notNull(),
})

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
    /** When the session was last confirmed, by a second factor, a passkey or a step-up. */
    confirmedAt: timestamp('confirmed_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/**
 * Tokens of external issuers that were ended before they expired. References no user, because a row must outlive its user: a token
 * must not create a deleted account again.
 */
export const endedTokens = pgTable(
  'ended_tokens',
  {
    userId: text('user_id').notNull(),
    /** What the tokens have in common, or `*` for all tokens of the user. */
    key: text('key').notNull(),
    /** With `*`: the key of a token that was not ended. */
    exceptKey: text('except_key'),
    /** Tokens that were issued later are accepted. */
    issuedUntil: timestamp('issued_until').notNull(),
    /** When all these tokens have expired. */
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] })],
)

/**
 * Personal access tokens, by the hash of the token, because a request names no user. `owner` references no user, whose row may be on another
 * node: deleting a user must delete its tokens.
 */
export const accessTokens = pgTable(
  'access_tokens',
  {
    hash: text('hash').primaryKey(),
    owner: text('owner').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt: timestamp('created_at').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
    lastUsedAt: timestamp('last_used_at'),
  },
  (t) => [index('access_tokens_owner').on(t.owner, t.id)],
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
