import { type Contract, secondFactorLimits } from '@taskpact/contract'
import { inTransaction } from '@taskpact/engine'
import type { Context, Service } from '../../context.js'
import { ServiceError } from '../../service-error.js'
import { invalidToken } from '../access-token.js'
import type { Audit } from '../audit.js'
import type { ConfirmPassword } from '../confirm-user.js'
import { currentUser, fieldFailure, type UserRow } from '../current-user.js'
import { confirmSession } from '../session-queries.js'
import { lockUser } from '../user-queries.js'
import { type Codes, invalidCode } from './codes.js'
import { withoutSession } from './second-factor.js'
import { hasSecondFactor, type TotpRow } from './totp-queries.js'

type StepUp = Service<Contract>['auth']['stepUp']

/** Creates the handler that confirms a session. */
export function createStepUp(confirmPassword: ConfirmPassword, codes: Codes, audit: Audit): StepUp {
  return async ({ password, code, recoveryCode }, ctx) => {
    const { userId, sessionId } = ctx.caller
    if (sessionId === undefined) throw withoutSession()

    const user = password === undefined ? await currentUser(ctx) : await confirmPassword(password, ctx, confirmation)
    const { passwordHash } = user
    if (password === undefined && passwordHash !== null) throw required('/password')
    if (await hasSecondFactor(userId, ctx.db)) {
      const use = {
        userId,
        knownClient: `session ${userId} ${sessionId}`,
        failure: 'step_up_failed',
        accept(locked: UserRow | undefined, totp: TotpRow | undefined) {
          if (locked?.passwordHash !== passwordHash) throw invalidToken()
          if (!totp?.enabledAt) throw invalidCode()
        },
      } as const
      return codes.use({ code, recoveryCode }, ctx, use, (_user, _totp, tx) => confirm(userId, sessionId, tx))
    }
    if (passwordHash === null) throw new ServiceError('recent_sign_in_required', 'Sign in again.')
    return inTransaction(ctx, async (tx) => {
      // Locks the user, so that the password cannot change, nor a second factor be enabled, between the check and its effect.
      const [locked] = await lockUser(tx.db, { id: userId, passwordHash })
      if (!locked) throw invalidToken()
      if (await hasSecondFactor(userId, tx.db)) throw required('/code')
      return confirm(userId, sessionId, tx)
    })
  }

  async function confirm(userId: string, sessionId: string, tx: Context) {
    const now = tx.now()
    const confirmed = await confirmSession(tx.db, { userId, sessionId, now: now.toISOString() })
    if (confirmed.length === 0) throw invalidToken()
    await audit(tx, 'stepped_up', userId, sessionId)
    return { confirmedUntil: new Date(now.getTime() + secondFactorLimits.confirmed * 1000).toISOString() }
  }
}

const confirmation = { pointer: '/password', event: 'step_up_failed' } as const

function required(pointer: string): ServiceError {
  return fieldFailure('invalid_input', pointer, 'required', 'Required.')
}
