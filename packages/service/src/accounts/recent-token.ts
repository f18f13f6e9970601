import type { ExternalToken } from '@taskpact/engine'
import { ServiceError } from '../service-error.js'

/** Milliseconds for which a token confirms what users without a password cannot confirm by one. */
const recent = 5 * 60_000

export function isRecent(token: ExternalToken | undefined, now: Date): boolean {
  return token?.issuedAt !== undefined && now.getTime() - token.issuedAt * 1000 <= recent
}

/** Returns the error of a call that requires a recent token. */
export function notRecent(token: ExternalToken | undefined): ServiceError {
  const detail =
    token?.issuedAt === undefined
      ? 'The token has no `iat`, so it is unknown whether you have just signed in.'
      : 'Sign in again, and repeat this within five minutes.'
  return new ServiceError('recent_sign_in_required', detail)
}
