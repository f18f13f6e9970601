import { compiledQuery, emailTokens } from '@taskpact/db'
import { and, eq, gt, gte, inArray, lte, ne, sql } from 'drizzle-orm'

const ofUser = eq(emailTokens.userId, sql.placeholder('userId'))
const ofPurpose = eq(emailTokens.purpose, sql.placeholder('purpose'))
const now = sql`${sql.placeholder('now')}::timestamptz`

/** Stores the hash of a token. Replaces that of an earlier token with the same subject. */
export const putEmailToken = compiledQuery({
  name: 'email_token_put',
  build: (db) =>
    db
      .insert(emailTokens)
      .values({
        userId: sql.placeholder('userId'),
        purpose: sql.placeholder('purpose'),
        subject: sql.placeholder('subject'),
        hash: sql.placeholder('hash'),
        email: sql.placeholder('email'),
        createdAt: sql.placeholder('createdAt'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoUpdate({
        target: [emailTokens.userId, emailTokens.purpose, emailTokens.subject],
        set: {
          hash: sql`excluded.hash`,
          email: sql`excluded.email`,
          createdAt: sql`excluded.created_at`,
          expiresAt: sql`excluded.expires_at`,
        },
      }),
})

/** Deletes a token that has not expired, and returns it. Of several transactions at once, one gets it. */
export const takeEmailToken = compiledQuery({
  name: 'email_token_take',
  build: (db) =>
    db
      .delete(emailTokens)
      .where(and(ofUser, ofPurpose, eq(emailTokens.hash, sql.placeholder('hash')), gt(emailTokens.expiresAt, now)))
      .returning(),
})

/** Returns a token that has not expired. */
export const getEmailToken = compiledQuery({
  name: 'email_token_get',
  build: (db) =>
    db
      .select()
      .from(emailTokens)
      .where(and(ofUser, ofPurpose, eq(emailTokens.hash, sql.placeholder('hash')), gt(emailTokens.expiresAt, now))),
})

/** Returns the hashes of the tokens of a user that have not expired. */
export const listEmailTokens = compiledQuery({
  name: 'email_token_list',
  build: (db) =>
    db
      .select({ hash: emailTokens.hash, purpose: emailTokens.purpose, email: emailTokens.email })
      .from(emailTokens)
      .where(and(ofUser, gt(emailTokens.expiresAt, now))),
})

/** Deletes the tokens of a user, except those that undo a change of the e-mail address. */
export const deleteEmailTokens = compiledQuery({
  name: 'email_token_delete_all',
  build: (db) => db.delete(emailTokens).where(and(ofUser, ne(emailTokens.purpose, 'undo_email_change'))),
})

/** Deletes the tokens with which someone could take over the account: they sign in, set a password, or change the e-mail address. */
export const deleteTakeoverTokens = compiledQuery({
  name: 'email_token_delete_takeover',
  build: (db) =>
    db
      .delete(emailTokens)
      .where(and(ofUser, inArray(emailTokens.purpose, ['sign_in', 'reset_password', 'confirm_email']))),
})

/** Deletes the tokens that undo later changes of the e-mail address, and returns their addresses. */
export const deleteLaterUndoTokens = compiledQuery({
  name: 'email_token_delete_later_undo',
  build: (db) =>
    db
      .delete(emailTokens)
      .where(
        and(
          ofUser,
          eq(emailTokens.purpose, 'undo_email_change'),
          gte(emailTokens.createdAt, sql`${sql.placeholder('since')}::timestamptz`),
        ),
      )
      .returning({ email: emailTokens.email }),
})

/** Returns the addresses that are reserved for a user, so that changes can be undone. */
export const listReservedEmails = compiledQuery({
  name: 'email_token_list_reserved',
  build: (db) =>
    db
      .select({ email: emailTokens.email })
      .from(emailTokens)
      .where(and(ofUser, eq(emailTokens.purpose, 'undo_email_change'))),
})

/** Deletes the expired tokens of a user, and returns them. */
export const deleteExpiredEmailTokens = compiledQuery({
  name: 'email_token_delete_expired',
  prepare: false,
  build: (db) =>
    db
      .delete(emailTokens)
      .where(and(ofUser, lte(emailTokens.expiresAt, now)))
      .returning({ purpose: emailTokens.purpose, email: emailTokens.email }),
})
