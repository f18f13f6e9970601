import { compiledQuery, type Database, passkeys } from '@taskpact/db'
import { and, eq, ne, sql } from 'drizzle-orm'
import { ServiceError } from '../service-error.js'
import { isEmailVerified, type UserRow } from './current-user.js'
import { listIdentities } from './identities/identity-queries.js'

/** A passkey or an identity, by its id. */
export interface WayToSignIn {
  readonly id: string
}

/**
 * Throws `conflict` if a user could not sign in without a passkey or an identity. The user must be locked, so that two requests at once cannot
 * remove the last two.
 */
export type RequireOtherWay = (user: UserRow, removed: WayToSignIn, db: Database) => Promise<void>

const findOtherPasskey = compiledQuery({
  name: 'passkey_find_other',
  build: (db) =>
    db
      .select({ id: passkeys.id })
      .from(passkeys)
      .where(and(eq(passkeys.userId, sql.placeholder('userId')), ne(passkeys.id, sql.placeholder('id'))))
      .limit(1),
})

/** `isConfigured` is whether users can sign in with an identity provider; `sendsMail`, whether the server sends links to sign in. */
export function createRequireOtherWay(
  isConfigured: (provider: string) => boolean,
  sendsMail: boolean,
): RequireOtherWay {
  return async (user, { id }, db) => {
    // With `claimsIssuedAt`, the user can sign in at an external issuer.
    if (user.passwordHash !== null || user.claimsIssuedAt !== null) return
    if (sendsMail && isEmailVerified(user)) return
    if ((await findOtherPasskey(db, { userId: user.id, id })).length > 0) return
    const identities = await listIdentities(db, { owner: user.id })
    if (identities.some((one) => one.id !== id && isConfigured(one.provider))) return
    throw new ServiceError(
      'conflict',
      'This is the last way to sign in. Set a password, add a passkey or link an identity first.',
    )
  }
}
