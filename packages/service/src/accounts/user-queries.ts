import { compiledQuery, type Database, userRevisions, users } from '@taskpact/db'
import { and, eq, sql } from 'drizzle-orm'
import { listReservedEmails } from './email/email-token-queries.js'
import { claimEmail, deleteEmail } from './email-queries.js'

export const findUserById = compiledQuery({
  name: 'user_by_id',
  build: (db) =>
    db
      .select()
      .from(users)
      .where(eq(users.id, sql.placeholder('id'))),
})

/** The values of a new user without a token of an external issuer. */
export const withoutClaims = {
  claimedName: null,
  claimsIssuedAt: null,
  emailVerifiedAt: null,
  devicesForgottenAt: null,
} as const

/** Returns nothing if the id is in use. The owner of the e-mail address must be the user already. */
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
        emailVerifiedAt: sql.placeholder('emailVerifiedAt'),
      })
      .onConflictDoNothing()
      .returning({ id: users.id }),
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
  if (!(await claimEmail(db, { email: user.email, owner: user.id }))) return false
  return (await createUser(db, { ...user, ...withoutClaims })).length > 0
}

export const createRevision = compiledQuery({
  name: 'user_revision_create',
  build: (db) =>
    db
      .insert(userRevisions)
      .values({ userId: sql.placeholder('id') })
      .onConflictDoNothing(),
})

/** Locks a user whose password is still the one that was checked, or who still has none, and returns it. */
export const lockUser = compiledQuery({
  name: 'user_lock',
  build: (db) =>
    db
      .select()
      .from(users)
      .where(
        and(
          eq(users.id, sql.placeholder('id')),
          sql`${users.passwordHash} is not distinct from ${sql.placeholder('passwordHash')}::text`,
        ),
      )
      .for('no key update'),
})

/** Locks a user, and returns it. */
export const lockUserById = compiledQuery({
  name: 'user_lock_by_id',
  build: (db) =>
    db
      .select()
      .from(users)
      .where(eq(users.id, sql.placeholder('id')))
      .for('no key update'),
})

/** Marks the e-mail address of a user as verified, unless it was. */
export const verifyUserEmail = compiledQuery({
  name: 'user_verify_email',
  build: (db) =>
    db
      .update(users)
      .set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${sql.placeholder('now')}::timestamptz)` })
      .where(eq(users.id, sql.placeholder('id'))),
})

export const setUserPassword = compiledQuery({
  name: 'user_set_password',
  build: (db) =>
    db
      .update(users)
      .set({ passwordHash: sql`${sql.placeholder('passwordHash')}::text` })
      .where(eq(users.id, sql.placeholder('id'))),
})

export const setUserEmail = compiledQuery({
  name: 'user_set_email',
  build: (db) =>
    db
      .update(users)
      .set({ email: sql`${sql.placeholder('email')}::text` })
      .where(eq(users.id, sql.placeholder('id'))),
})

/**
 * Makes all remembered devices of a user need a second factor again. The time increases, even if clocks differ. It is increased in UTC,
 * because Citus takes only immutable functions of a column, and that of a `timestamptz` depends on the time zone.
 */
export const forgetUserDevices = compiledQuery({
  name: 'user_forget_devices',
  build: (db) =>
    db
      .update(users)
      .set({
        devicesForgottenAt: sql`greatest(${sql.placeholder('now')}::timestamptz, (${users.devicesForgottenAt} at time zone 'UTC' + interval '1 millisecond') at time zone 'UTC')`,
      })
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

const deleteUserRow = compiledQuery({
  name: 'user_delete',
  build: (db) =>
    db
      .delete(users)
      .where(eq(users.id, sql.placeholder('id')))
      .returning({ email: users.email }),
})

/** Deletes a user with all its rows, and releases its e-mail addresses. */
export async function deleteUser(db: Database, id: string): Promise<void> {
  const reserved = await listReservedEmails(db, { userId: id })
  const [deleted] = await deleteUserRow(db, { id })
  for (const email of [deleted?.email, ...reserved.map(({ email }) => email)])
    if (email != null) await deleteEmail(db, { email, owner: id })
}
