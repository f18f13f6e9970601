import type { UserContext } from '../context.js'
import type { Audit, AuditEvent } from './audit.js'
import { currentUser, fieldFailure, type UserRow } from './current-user.js'
import type { Passwords } from './password.js'
import type { PasswordLimiter } from './password-limiter.js'
import { isRecent, notRecent } from './recent-token.js'

/** A request that the user confirms. */
export interface Confirmed {
  /** JSON Pointer to the password in the body. */
  readonly pointer: string
  /** Recorded if the confirmation fails. */
  readonly event: AuditEvent['kind']
}

/** Returns the current user if the password is right. A wrong one counts as a failed sign-in, and throws `wrong_password`. */
export type ConfirmPassword = (password: string, ctx: UserContext, confirmed: Confirmed) => Promise<UserRow>

/** Returns the current user if the password is right or, for a user without a password, if the token is recent. */
export type ConfirmUser = (password: string | undefined, ctx: UserContext, confirmed: Confirmed) => Promise<UserRow>

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
    if (password !== undefined) return confirmPassword(password, ctx, confirmed)
    const user = await currentUser(ctx)
    if (user.passwordHash !== null) throw fieldFailure('invalid_input', confirmed.pointer, 'required', 'Required.')
    const { externalToken, userId } = ctx.caller
    if (isRecent(externalToken, ctx.now())) return user
    await audit(ctx, confirmed.event, userId)
    throw notRecent(externalToken)
  }
}
