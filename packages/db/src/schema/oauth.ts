import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { timestamp } from './column-types.js'

/**
 * The records of the authorization server (OAuth 2.1): grants, codes, refresh tokens, sign-ins and registered clients. Their key is a
 * hash, because requests name no user. `owner` has no foreign key, because the row of the user may be on another node: deleting a user
 * must delete the records.
 */
export const oauthRecords = pgTable(
  'oauth_records',
  {
    /** Of the kind and the id, which for codes and tokens is the secret itself. */
    hash: text('hash').primaryKey(),
    kind: text('kind').notNull(),
    owner: text('owner'),
    /** The hash of the grant that the record belongs to. A grant belongs to itself. */
    grantHash: text('grant_hash'),
    /** The hash of another key by which the record is found: the user code of a device, or the uid of a sign-in. */
    lookupHash: text('lookup_hash'),
    /** JSON, encrypted. */
    payload: text('payload').notNull(),
    /** Of a grant, JSON: the app, as the consent page showed it. */
    app: text('app'),
    createdAt: timestamp('created_at').notNull(),
    consumedAt: timestamp('consumed_at'),
    /** Of a grant: when the app last used it, to the minute. */
    lastUsedAt: timestamp('last_used_at'),
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [
    index('oauth_records_owner').on(t.owner, t.kind),
    index('oauth_records_grant').on(t.grantHash),
    index('oauth_records_lookup').on(t.lookupHash),
    index('oauth_records_expiry').on(t.expiresAt),
  ],
)

/** The keys that sign access tokens of apps, encrypted. */
export const oauthKeys = pgTable('oauth_keys', {
  id: text('id').primaryKey(),
  /** The private key as a JWK, encrypted. */
  encrypted: text('encrypted').notNull(),
  createdAt: timestamp('created_at').notNull(),
})
