import { compiledQuery, type Database, emailTokens } from '@taskpact/db'
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { findUsersWith } from '../../stores/find-users.js'
import { unknownUser } from '../audit.js'
import { deleteEmail } from '../email-queries.js'
import { lockUserById } from '../user-queries.js'
import { deleteExpiredEmailTokens, listReservedEmails } from './email-token-queries.js'

/**
 * Deletes the expired tokens of links in mails, user by user, and releases the addresses that were reserved so that a change of the e-mail
 * address could be undone. `signal` stops it between two transactions.
 */
export async function purgeEmailTokens(db: Database, now: Date, signal?: AbortSignal): Promise<void> {
  const bounds = { now: now.toISOString() }
  for await (const userId of findUsers(db, bounds, signal)) await purgeUser(userId, bounds, db)
  // The unknown user has no row in `user_revisions`, so `findUsers` does not return it. It reserves no address.
  let deleted = tokensPerStatement
  while (deleted === tokensPerStatement && !signal?.aborted)
    deleted = (await deleteExpiredOfUnknownUser(db, bounds)).length
}

const tokensPerStatement = 10_000

const isExpired = sql`r.expires_at <= ${sql.placeholder('now')}::timestamptz`

const findUsers = findUsersWith('purge_find_email_tokens', emailTokens, isExpired)

async function purgeUser(userId: string, bounds: { readonly now: string }, db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    // First, as a change of the e-mail address does: in another order, the two could deadlock.
    const [user] = await lockUserById(tx, { id: userId })
    const expired = await deleteExpiredEmailTokens(tx, { userId, ...bounds })
    const undo = expired.filter(({ purpose }) => purpose === 'undo_email_change')
    if (undo.length === 0) return
    const reserved = await listReservedEmails(tx, { userId })
    for (const { email } of undo)
      if (email !== user?.email && !reserved.some((one) => one.email === email))
        await deleteEmail(tx, { email, owner: userId })
  })
}

const ofUnknownUser = eq(emailTokens.userId, unknownUser)

const deleteExpiredOfUnknownUser = compiledQuery({
  name: 'purge_unknown_email_tokens',
  prepare: false,
  build: (db) =>
    db
      .delete(emailTokens)
      .where(
        and(
          ofUnknownUser,
          inArray(
            emailTokens.hash,
            db
              .select({ hash: emailTokens.hash })
              .from(emailTokens)
              .where(and(ofUnknownUser, lte(emailTokens.expiresAt, sql`${sql.placeholder('now')}::timestamptz`)))
              .limit(tokensPerStatement)
              .for('update', { skipLocked: true }),
          ),
        ),
      )
      .returning({ hash: emailTokens.hash }),
})
