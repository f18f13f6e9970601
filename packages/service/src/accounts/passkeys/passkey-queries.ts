import { compiledQuery, passkeys, users } from '@taskpact/db'
import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'

const ofUser = eq(passkeys.userId, sql.placeholder('userId'))
const ofId = eq(passkeys.id, sql.placeholder('id'))
const ofCredential = eq(passkeys.credentialId, sql.placeholder('credentialId'))

/** The columns of a Passkey. */
const columns = {
  id: passkeys.id,
  name: passkeys.name,
  isBackedUp: passkeys.isBackedUp,
  createdAt: passkeys.createdAt,
  lastUsedAt: passkeys.lastUsedAt,
}

/** Returns the passkeys of a user after a position, newest first. */
export const listPasskeys = compiledQuery({
  name: 'passkey_list',
  build: (db) =>
    db
      .select(columns)
      .from(passkeys)
      .where(and(ofUser, lt(passkeys.id, sql`${sql.placeholder('before')}::uuid`)))
      .orderBy(desc(passkeys.id))
      .limit(sql.placeholder('limit')),
})

/** Returns the credentials of the passkeys of a user. */
export const listCredentials = compiledQuery({
  name: 'passkey_credentials',
  build: (db) =>
    db
      .select({ id: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(ofUser)
      .orderBy(asc(passkeys.id)),
})

/** Returns a user with one of the passkeys of the user, or without one. */
export const findUserWithPasskey = compiledQuery({
  name: 'passkey_find_with_user',
  build: (db) =>
    db
      .select({ user: users, passkey: passkeys })
      .from(users)
      .leftJoin(passkeys, and(eq(passkeys.userId, users.id), ofCredential))
      .where(eq(users.id, sql.placeholder('userId'))),
})

/** Returns nothing if the user has the credential. */
export const createPasskey = compiledQuery({
  name: 'passkey_create',
  build: (db) =>
    db
      .insert(passkeys)
      .values({
        userId: sql.placeholder('userId'),
        id: sql.placeholder('id'),
        credentialId: sql.placeholder('credentialId'),
        publicKey: sql.placeholder('publicKey'),
        counter: sql.placeholder('counter'),
        transports: sql.placeholder('transports'),
        name: sql.placeholder('name'),
        isBackedUp: sql.placeholder('isBackedUp'),
        createdAt: sql.placeholder('createdAt'),
      })
      .onConflictDoNothing()
      .returning(columns),
})

export const renamePasskey = compiledQuery({
  name: 'passkey_rename',
  build: (db) =>
    db
      .update(passkeys)
      .set({ name: sql`${sql.placeholder('name')}::text` })
      .where(and(ofUser, ofId))
      .returning(columns),
})

/** Records the use of a passkey. Returns nothing if it was removed, or if its signature counter has not increased since it was read. */
export const usePasskey = compiledQuery({
  name: 'passkey_use',
  build: (db) =>
    db
      .update(passkeys)
      .set({
        counter: sql`${sql.placeholder('counter')}::bigint`,
        isBackedUp: sql`${sql.placeholder('isBackedUp')}::boolean`,
        lastUsedAt: sql`${sql.placeholder('now')}::timestamptz`,
      })
      .where(
        and(
          ofUser,
          ofCredential,
          // Passkeys that are synchronized have no counter: it is always 0 (WebAuthn, section 6.1.1).
          sql`(${passkeys.counter} < ${sql.placeholder('counter')}::bigint or (${passkeys.counter} = 0 and ${sql.placeholder('counter')}::bigint = 0))`,
        ),
      )
      .returning({ id: passkeys.id }),
})

export const deletePasskey = compiledQuery({
  name: 'passkey_delete',
  build: (db) => db.delete(passkeys).where(and(ofUser, ofId)).returning({ name: passkeys.name }),
})
