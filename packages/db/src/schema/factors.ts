import { bigint, boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { userId } from './accounts.js'
import { timestamp } from './column-types.js'

/** Secrets of authenticator apps (RFC 6238), encrypted. */
export const totpSecrets = pgTable('totp_secrets', {
  userId: userId().primaryKey(),
  secret: text('secret').notNull(),
  createdAt: timestamp('created_at').notNull(),
  /** When the first code was entered. Null: not enabled yet. */
  enabledAt: timestamp('enabled_at'),
  /** The time step of the last accepted code. A code of this step or an earlier one is refused. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
})

/** Unused recovery codes, by hash. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: userId(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.hash] })],
)

/** Public keys of passkeys (WebAuthn). */
export const passkeys = pgTable(
  'passkeys',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    /** In base64url, as is `publicKey`. */
    credentialId: text('credential_id').notNull(),
    publicKey: text('public_key').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    name: text('name').notNull(),
    /** Whether the passkey is synchronized between devices. */
    isBackedUp: boolean('is_backed_up').notNull(),
    createdAt: timestamp('created_at').notNull(),
    lastUsedAt: timestamp('last_used_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] }), uniqueIndex('passkeys_credential').on(t.userId, t.credentialId)],
)

/** Tickets that were used before they expired. Others are valid by their signature alone. */
export const usedTickets = pgTable(
  'used_tickets',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/**
 * Accounts at identity providers, by a hash of issuer and subject, because a sign-in names no user. `owner` references no user, whose row
 * may be on another node: deleting a user must delete its identities.
 */
export const identities = pgTable(
  'identities',
  {
    hash: text('hash').primaryKey(),
    owner: text('owner').notNull(),
    id: uuid('id').notNull(),
    provider: text('provider').notNull(),
    email: text('email'),
    createdAt: timestamp('created_at').notNull(),
    lastUsedAt: timestamp('last_used_at').notNull(),
  },
  (t) => [index('identities_owner').on(t.owner, t.id)],
)
