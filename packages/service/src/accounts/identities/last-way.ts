import type { Database } from '@taskpact/db'
import { isEmailVerified, type UserRow } from '../current-user.js'
import { findPasskey } from './identity-queries.js'

interface OtherWays {
  readonly hasOtherIdentity: boolean
  /** Whether the server sends links to sign in. */
  readonly sendsMail: boolean
}

/** Returns whether a user could not sign in without an identity. */
export async function isLastWay(
  user: UserRow,
  { hasOtherIdentity, sendsMail }: OtherWays,
  db: Database,
): Promise<boolean> {
  if (user.passwordHash !== null || hasOtherIdentity) return false
  // The user can sign in at an external issuer.
  if (user.claimsIssuedAt !== null) return false
  if (sendsMail && isEmailVerified(user)) return false
  return (await findPasskey(db, { userId: user.id })).length === 0
}
