import type { Contract } from '@taskpact/contract'
import type { Service } from '../../context.js'
import { findUser } from '../current-user.js'
import { type SignIn, toSignedIn } from '../sign-in.js'
import { invalidTicket, useTicket } from '../ticket.js'
import type { Codes } from './codes.js'
import { contentOfTicket, type SignInTickets } from './sign-in-ticket.js'

/** Creates the handler of the second step of a sign-in. */
export function createSignInWithCode(
  tickets: SignInTickets,
  codes: Codes,
  signIn: SignIn,
): Service<Contract>['auth']['signInWithCode'] {
  return async ({ ticket, code, recoveryCode, rememberDevice, session, deviceToken }, ctx) => {
    const opened = tickets.open(ticket, ctx.now())
    const [userId, state] = opened.data
    const known = signIn.deviceOf(deviceToken, await findUser(userId, ctx.db), ctx)
    return codes.use(
      { code, recoveryCode },
      ctx,
      {
        userId,
        knownClient: known && `device ${userId} ${known.id}`,
        failure: 'second_factor_failed',
        accept(user, totp) {
          if (!user || !totp?.enabledAt || contentOfTicket(user, totp)[1] !== state) throw invalidTicket()
        },
      },
      async (user, _totp, tx) => {
        await useTicket(opened, userId, tx)
        const device = signIn.deviceOf(deviceToken, user, tx)
        const usesTokenStore = session === 'cookie'
        return toSignedIn(
          await signIn.complete(user, tx, { usesTokenStore, device, proof: 'second_factor', rememberDevice }),
        )
      },
    )
  }
}
