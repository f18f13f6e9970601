import { createHash } from 'node:crypto'
import { compiledQuery, identities } from '@taskpact/db'
import { and, asc, eq, gte, sql } from 'drizzle-orm'

const ofHash = eq(identities.hash, sql.placeholder('hash'))
const ofOwner = eq(identities.owner, sql.placeholder('owner'))

/** The columns of an Identity. */
const columns = {
  id: identities.id,
  provider: identities.provider,
  email: identities.email,
  createdAt: identities.createdAt,
  lastUsedAt: identities.lastUsedAt,
}

/** Returns the key of an identity from what identifies it: the issuer or the provider, and the subject. */
export function identityHash(key: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('base64url')
}

/** Returns the owner of an identity. */
export const getIdentityOwner = compiledQuery({
  name: 'identity_owner',
  build: (db) => db.select({ owner: identities.owner }).from(identities).where(ofHash),
})

/** Returns the identities of a user, oldest first. */
export const listIdentities = compiledQuery({
  name: 'identity_list',
  build: (db) => db.select(columns).from(identities).where(ofOwner).orderBy(asc(identities.id)),
})

/** Returns nothing if the identity has an owner. Waits for a transaction that links or unlinks it. */
export const createIdentity = compiledQuery({
  name: 'identity_create',
  build: (db) =>
    db
      .insert(identities)
      .values({
        hash: sql.placeholder('hash'),
        owner: sql.placeholder('owner'),
        id: sql.placeholder('id'),
        provider: sql.placeholder('provider'),
        email: sql.placeholder('email'),
        createdAt: sql.placeholder('createdAt'),
        lastUsedAt: sql.placeholder('createdAt'),
      })
      .onConflictDoNothing()
      .returning(columns),
})

/** Records the use of an identity, with its current address. Returns nothing if the user has it no longer. */
export const useIdentity = compiledQuery({
  name: 'identity_use',
  build: (db) =>
    db
      .update(identities)
      .set({
        lastUsedAt: sql`${sql.placeholder('now')}::timestamptz`,
        email: sql`${sql.placeholder('email')}::text`,
      })
      .where(and(ofHash, ofOwner))
      .returning({ id: identities.id }),
})

export const deleteIdentity = compiledQuery({
  name: 'identity_delete',
  build: (db) => db.delete(identities).where(and(ofOwner, eq(identities.id, sql.placeholder('id')))),
})

/** Deletes the identities of a user. */
export const deleteIdentities = compiledQuery({
  name: 'identity_delete_all',
  build: (db) => db.delete(identities).where(ofOwner),
})

/** Deletes the identities that a user has linked since a time. */
export const deleteIdentitiesSince = compiledQuery({
  name: 'identity_delete_since',
  build: (db) =>
    db.delete(identities).where(and(ofOwner, gte(identities.createdAt, sql`${sql.placeholder('since')}::timestamptz`))),
})
