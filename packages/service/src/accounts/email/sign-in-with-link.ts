import type { SignInLink } from '@taskpact/contract'
import type { Context } from '../../context.js'
import { isEmailVerified, type UserRow } from '../current-user.js'
import type { EndAccess } from '../end-access.js'
import type { RemoveFactors } from '../remove-factors.js'
import { hasSecondFactor } from '../second-factor/totp-queries.js'
import type { CompleteSignIn, SignIn } from '../sign-in.js'
import { setUserPassword, verifyUserEmail } from '../user-queries.js'
import { deleteEmailTokens } from './email-token-queries.js'
import { requireCurrent, type UseLink } from './use-link.js'

/** Uses a link to sign in, once, and completes the sign-in. Throws `invalid_link`. */
export type SignInWithLink = <T>(
  given: Omit<SignInLink, 'session'>,
  ctx: Context,
  complete: CompleteSignIn<T>,
) => Promise<T>

interface Dependencies {
  readonly useLink: UseLink
  readonly signIn: Pick<SignIn, 'deviceOf'>
  readonly removeFactors: RemoveFactors
  readonly endAccess: EndAccess
}

/** Creates the sign-in by a link, which proves the first factor. */
export function createSignInWithLink({ useLink, signIn, removeFactors, endAccess }: Dependencies): SignInWithLink {
  return ({ token, deviceToken }, ctx, complete) =>
    useLink(token, 'sign_in', ctx, async (found, used, tx) => {
      requireCurrent(found, used)
      // The second factor of an unverified address may be that of a stranger: a reset of the password removes it.
      const isOwner = isEmailVerified(found) || (await hasSecondFactor(found.id, tx.db))
      const user = isOwner ? found : await takeOver(found, tx)
      return complete(user, tx, { device: signIn.deviceOf(deviceToken, user, tx), proof: 'first_factor' })
    })

  /**
   * Gives the account of an unverified address to the user who has proved to own the address. A stranger may have registered it, who must keep
   * no access: removes the password, too.
   */
  async function takeOver(user: UserRow, tx: Context): Promise<UserRow> {
    const now = tx.now().toISOString()
    await setUserPassword(tx.db, { id: user.id, passwordHash: null })
    await removeFactors(user.id, undefined, tx)
    await verifyUserEmail(tx.db, { id: user.id, now })
    await deleteEmailTokens(tx.db, { userId: user.id })
    await endAccess(user.id, tx)
    return { ...user, passwordHash: null, emailVerifiedAt: now }
  }
}
