import { secondFactorLimits } from '@taskpact/contract'
import type { UserContext } from '../context.js'
import { ServiceError } from '../service-error.js'
import type { Audit, AuditEvent } from './audit.js'
import { currentUser, fieldFailure, type UserRow } from './current-user.js'
import type { Passwords } from './password.js'
import type { PasswordLimiter } from './password-limiter.js'
import { isRecent, notRecent } from './recent-token.js'
import { hasSecondFactor } from './second-factor/totp-queries.js'
import { getSession } from './session-queries.js'

/** A request that the user confirms. */
export interface Confirmed {
  /** JSON Pointer to the password in the body. */
  readonly pointer: string
  /** Recorded if the confirmation fails. */
  readonly event: AuditEvent['kind']
}

/** Returns the current user if the password is right. A wrong one counts as a failed sign-in, and throws `wrong_password`. */
export type ConfirmPassword = (password: string, ctx: UserContext, confirmed: Confirmed) => Promise<UserRow>

/**
 * Returns the current user if the session was confirmed in the last ten minutes. Otherwise a user with a second factor must step up; one with
 * a password must send it; and one without either must have signed in recently.
 */
export type ConfirmUser = (password: string | undefined, ctx: UserContext, confirmed: Confirmed) => Promise<UserRow>

/** Milliseconds for which a sign-in or a step-up confirms requests. */
export const confirmedFor = secondFactorLimits.confirmed * 1000

export function createConfirmPassword(passwords: Passwords, limiter: PasswordLimiter, audit: Audit): ConfirmPassword {
  return async (password, ctx, { pointer, event }) => {
    const user = await currentUser(ctx)
    const { sessionId } = ctx.caller
    const verify = () => passwords.verify(password, user.passwordHash)
    const session = sessionId && `session ${user.id} ${sessionId}`
    if (await limiter.check(user.email ?? user.id, ctx.client.ip, verify, session)) return user
    await audit(ctx, event, user.id, sessionId)
    throw fieldFailure('wrong_password', pointer, 'incorrect', 'The password is wrong.')
  }
}

export function createConfirmUser(confirmPassword: ConfirmPassword, audit: Audit): ConfirmUser {
  return async (password, ctx, confirmed) => {
    const { externalToken, sessionId, userId } = ctx.caller
    const user = password === undefined ? await currentUser(ctx) : await confirmPassword(password, ctx, confirmed)
    const [session] = sessionId === undefined ? [] : await getSession(ctx.db, { userId, sessionId })
    const isFresh = (time: string | null | undefined) =>
      time != null && ctx.now().getTime() - Date.parse(time) <= confirmedFor
    if (isFresh(session?.confirmedAt)) return user
    if (await hasSecondFactor(userId, ctx.db)) {
      await audit(ctx, confirmed.event, userId, sessionId)
      throw new ServiceError('step_up_required', 'Confirm this request by your second factor: call `auth.stepUp`.')
    }
    if (password !== undefined) return user
    if (user.passwordHash !== null) throw fieldFailure('invalid_input', confirmed.pointer, 'required', 'Required.')
    if (session ? isFresh(session.createdAt) : isRecent(externalToken, ctx.now())) return user
    await audit(ctx, confirmed.event, userId, sessionId)
    throw notRecent(externalToken)
  }
}
