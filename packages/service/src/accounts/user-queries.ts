import { compiledQuery, type Database, userRevisions, users } from '@taskpact/db'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'

export const findUserByEmail = compiledQuery({
  name: 'user_by_email',
  build: (db) =>
    db
      .select()
      .from(users)
      .where(eq(users.email, sql.placeholder('email'))),
})

export const findUserById = compiledQuery({
  name: 'user_by_id',
  build: (db) =>
    db
      .select()
      .from(users)
      .where(eq(users.id, sql.placeholder('id'))),
})

/** The values of a user without a token of an external issuer. */
export const withoutClaims = { claimedName: null, claimsIssuedAt: null } as const

/** Returns nothing if the id or the e-mail address is in use. */
export const createUser = compiledQuery({
  name: 'user_create',
  build: (db) =>
    db
      .insert(users)
      .values({
        id: sql.placeholder('id'),
        email: sql.placeholder('email'),
        name: sql.placeholder('name'),
        passwordHash: sql.placeholder('passwordHash'),
        createdAt: sql.placeholder('createdAt'),
        claimedName: sql.placeholder('claimedName'),
        claimsIssuedAt: sql.placeholder('claimsIssuedAt'),
      })
      .onConflictDoNothing()
      .returning({ id: users.id }),
})

/**
 * Removes an e-mail address from a user of an external issuer if no token has verified it, so that its owner can use it. Earlier releases
 * stored unverified addresses.
 */
export const releaseUnverifiedEmail = compiledQuery({
  name: 'user_release_email',
  build: (db) =>
    db
      .update(users)
      .set({ email: null })
      .where(
        and(
          eq(users.email, sql.placeholder('email')),
          ne(users.id, sql.placeholder('id')),
          isNull(users.passwordHash),
          isNull(users.claimsIssuedAt),
        ),
      ),
})

interface NewUser {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly passwordHash: string
  readonly createdAt: string
}

/** Creates a local user. Returns false if the e-mail address belongs to another account. */
export async function createUserWithEmail(db: Database, user: NewUser): Promise<boolean> {
  const values = { ...user, ...withoutClaims }
  if ((await createUser(db, values)).length > 0) return true
  await releaseUnverifiedEmail(db, { email: user.email, id: user.id })
  return (await createUser(db, values)).length > 0
}

export const createRevision = compiledQuery({
  name: 'user_revision_create',
  build: (db) =>
    db
      .insert(userRevisions)
      .values({ userId: sql.placeholder('id') })
      .onConflictDoNothing(),
})

/** Locks a user whose password is still the one that was checked. */
export const lockUser = compiledQuery({
  name: 'user_lock',
  build: (db) =>
    db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, sql.placeholder('id')), eq(users.passwordHash, sql.placeholder('passwordHash'))))
      .for('no key update'),
})

export const setUserPassword = compiledQuery({
  name: 'user_set_password',
  build: (db) =>
    db
      .update(users)
      .set({ passwordHash: sql`${sql.placeholder('passwordHash')}::text` })
      .where(eq(users.id, sql.placeholder('id'))),
})

export const setUserName = compiledQuery({
  name: 'user_set_name',
  build: (db) =>
    db
      .update(users)
      .set({ name: sql`${sql.placeholder('name')}::text` })
      .where(eq(users.id, sql.placeholder('id')))
      .returning(),
})

export const lockRevision = compiledQuery({
  name: 'user_revision_lock_for_delete',
  build: (db) =>
    db
      .select()
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('id')))
      .for('update'),
})

export const deleteUser = compiledQuery({
  name: 'user_delete',
  build: (db) => db.delete(users).where(eq(users.id, sql.placeholder('id'))),
})
