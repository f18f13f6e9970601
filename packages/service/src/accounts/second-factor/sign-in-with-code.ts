import type { Context } from '../../context.js'
import { findUser } from '../current-user.js'
import type { CompleteSignIn, SignIn } from '../sign-in.js'
import { invalidTicket, useTicket } from '../ticket.js'
import type { Codes, GivenCode } from './codes.js'
import { contentOfTicket, type SignInTickets } from './sign-in-ticket.js'

export interface CodeOfSignIn extends GivenCode {
  readonly ticket: string
  readonly deviceToken?: string | undefined
  readonly rememberDevice?: boolean | undefined
}

/** Checks the second factor of a sign-in and completes it. */
export type SignInWithCode = <T>(given: CodeOfSignIn, ctx: Context, complete: CompleteSignIn<T>) => Promise<T>

/** Creates the second step of a sign-in. */
export function createSignInWithCode(
  tickets: SignInTickets,
  codes: Codes,
  signIn: Pick<SignIn, 'deviceOf'>,
): SignInWithCode {
  return async ({ ticket, code, recoveryCode, rememberDevice = false, deviceToken }, ctx, complete) => {
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
        return complete(user, tx, { device, proof: 'second_factor', rememberDevice })
      },
    )
  }
}
