import { compiledQuery, mails } from '@taskpact/db'
import { and, asc, eq, lte, sql } from 'drizzle-orm'

export type StoredMail = typeof mails.$inferSelect

const now = sql`${sql.placeholder('now')}::timestamptz`
const ofMail = and(eq(mails.userId, sql.placeholder('userId')), eq(mails.id, sql.placeholder('id')))

export const createMail = compiledQuery({
  name: 'mail_create',
  build: (db) =>
    db.insert(mails).values({
      userId: sql.placeholder('userId'),
      id: sql.placeholder('id'),
      kind: sql.placeholder('kind'),
      recipient: sql.placeholder('recipient'),
      detail: sql.placeholder('detail'),
      createdAt: sql.placeholder('createdAt'),
      dueAt: sql.placeholder('createdAt'),
    }),
})

/** Returns the keys of mails of all users that are due, the oldest first. */
export const findDueMails = compiledQuery({
  name: 'mail_find_due',
  build: (db) =>
    db
      .select({ userId: mails.userId, id: mails.id })
      .from(mails)
      .where(lte(mails.dueAt, now))
      .orderBy(asc(mails.dueAt))
      .limit(sql.placeholder('limit')),
})

/** Takes a mail that is due, until `leasedUntil`. Returns nothing if another instance has taken or sent it. */
export const leaseMail = compiledQuery({
  name: 'mail_lease',
  build: (db) =>
    db
      .update(mails)
      .set({ dueAt: sql`${sql.placeholder('leasedUntil')}::timestamptz`, attempts: sql`${mails.attempts} + 1` })
      .where(and(ofMail, lte(mails.dueAt, now)))
      .returning(),
})

/** Makes a mail due again at a time, unless another instance has taken it since. */
export const postponeMail = compiledQuery({
  name: 'mail_postpone',
  build: (db) =>
    db
      .update(mails)
      .set({ dueAt: sql`${sql.placeholder('dueAt')}::timestamptz` })
      .where(and(ofMail, eq(mails.attempts, sql`${sql.placeholder('attempts')}::int`))),
})

export const deleteMail = compiledQuery({
  name: 'mail_delete',
  build: (db) => db.delete(mails).where(ofMail),
})
