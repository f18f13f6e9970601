import { compiledQuery, userRevisions, users } from '@taskpact/db'
import { and, eq, sql } from 'drizzle-orm'

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
      })
      .onConflictDoNothing()
      .returning({ id: users.id }),
})

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
