import { inTransaction } from '@taskpact/engine'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { isEmailVerified, notVerified } from './current-user.js'
import type { AuditFailedSignIn } from './failed-sign-in.js'
import { findUserByEmail } from './find-user-by-email.js'
import type { Passwords } from './password.js'
import type { PasswordLimiter } from './password-limiter.js'
import type { CompleteSignIn, SignIn } from './sign-in.js'
import { lockUser, setUserPassword } from './user-queries.js'

export interface Credentials {
  readonly email: string
  readonly password: string
  /** Of a device that has signed in before. */
  readonly deviceToken?: string | undefined
}

/** Checks a password and completes the sign-in. Counts and records a wrong password, and throws `invalid_credentials`. */
export type SignInWithPassword = <T>(credentials: Credentials, ctx: Context, complete: CompleteSignIn<T>) => Promise<T>

interface Dependencies {
  readonly limiter: PasswordLimiter
  readonly passwords: Passwords
  readonly auditFailedSignIn: AuditFailedSignIn
  readonly signIn: Pick<SignIn, 'deviceOf'>
  /** Whether users must verify their e-mail address before they sign in. */
  readonly requiresVerifiedEmail: boolean
}

/** Creates the first step of a sign-in by password. */
export function createSignInWithPassword({
  limiter,
  passwords,
  auditFailedSignIn,
  signIn,
  requiresVerifiedEmail,
}: Dependencies): SignInWithPassword {
  return async ({ email, password, deviceToken }, ctx, complete) => {
    const user = await findUserByEmail(email, ctx.db)
    const device = signIn.deviceOf(deviceToken, user, ctx)
    const verify = () => passwords.verify(password, user?.passwordHash)
    const isRight = await limiter.check(email, ctx.client.ip, verify, device && `device ${user?.id} ${device.id}`)
    if (!user?.passwordHash || !isRight) {
      await auditFailedSignIn(user?.id, ctx)
      throw invalidCredentials()
    }
    if (requiresVerifiedEmail && !isEmailVerified(user)) throw notVerified()
    const { id, passwordHash } = user
    const newHash = passwords.needsRehash(passwordHash) ? await passwords.hash(password) : undefined
    return inTransaction(ctx, async (tx) => {
      // Locks the user: the password and the second factor cannot change, nor the user be deleted, before the sign-in is complete.
      const [locked] = await lockUser(tx.db, { id, passwordHash })
      if (!locked) throw invalidCredentials()
      if (newHash) await setUserPassword(tx.db, { id, passwordHash: newHash })
      const proved = { device: signIn.deviceOf(deviceToken, locked, tx), proof: 'first_factor' } as const
      return complete({ ...locked, passwordHash: newHash ?? passwordHash }, tx, proved)
    })
  }
}

function invalidCredentials(): ServiceError {
  return new ServiceError('invalid_credentials', 'The e-mail address or the password is wrong.')
}
