import { compiledQuery, passkeys, recoveryCodes, totpSecrets } from '@taskpact/db'
import { and, eq, gte, sql } from 'drizzle-orm'
import type { Context } from '../context.js'
import { deleteIdentitiesSince } from './identities/identity-queries.js'

/** Removes the second factors, passkeys and identities of a user, or only those that were added since a time. */
export type RemoveFactors = (userId: string, since: string | undefined, ctx: Context) => Promise<void>

const since = sql`${sql.placeholder('since')}::timestamptz`

const deleteTotp = compiledQuery({
  name: 'totp_delete_since',
  build: (db) =>
    db
      .delete(totpSecrets)
      .where(and(eq(totpSecrets.userId, sql.placeholder('userId')), gte(totpSecrets.createdAt, since)))
      .returning({ userId: totpSecrets.userId }),
})

export const deleteRecoveryCodes = compiledQuery({
  name: 'recovery_code_delete_all',
  build: (db) => db.delete(recoveryCodes).where(eq(recoveryCodes.userId, sql.placeholder('userId'))),
})

const deletePasskeys = compiledQuery({
  name: 'passkey_delete_since',
  build: (db) =>
    db.delete(passkeys).where(and(eq(passkeys.userId, sql.placeholder('userId')), gte(passkeys.createdAt, since))),
})

export const removeFactors: RemoveFactors = async (userId, since = new Date(0).toISOString(), { db }) => {
  const removed = await deleteTotp(db, { userId, since })
  if (removed.length > 0) await deleteRecoveryCodes(db, { userId })
  await deletePasskeys(db, { userId, since })
  await deleteIdentitiesSince(db, { owner: userId, since })
}
