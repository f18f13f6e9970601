import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { ServiceError } from '../../service-error.js'

/** The provider did not respond, or not as a provider does. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

const unavailableCodes = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]

/** Errors after which the same request can succeed (RFC 6749, section 4.1.2.1). */
const temporary = ['server_error', 'temporarily_unavailable']

/** Errors of the token endpoint (RFC 6749, section 5.2) for which the operator is responsible. */
const wrongSettings = ['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']

/** Returns the error of an operation for one of a provider. Of the provider's own text, it contains at most the error code. */
export function toProviderFailure(error: unknown, name: string): Error {
  if (error instanceof ServiceError) return error
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    if (temporary.includes(error.error)) return unavailable(name, error)
    if (error instanceof ResponseBodyError && wrongSettings.includes(error.error))
      return new Error(`OIDC_PROVIDERS: ${name} refuses the client with ${error.error}`, { cause: error })
    return refused(name, error, error.error)
  }
  if (error instanceof WWWAuthenticateChallengeError) return refused(name, error)
  if (error instanceof ClientError && error.code !== undefined && !unavailableCodes.includes(error.code))
    return refused(name, error)
  // An argument of the wrong type is a mistake of this program; `fetch` also rejects with a TypeError.
  if (error instanceof TypeError && String((error as { code?: unknown }).code).startsWith('ERR_INVALID_ARG'))
    return error
  return unavailable(name, error)
}

export function unavailable(name: string, cause: unknown): ServiceError {
  return new ServiceError('unavailable', `The identity provider ${name} does not respond. Try again later.`, { cause })
}

function refused(name: string, cause: unknown, code?: string): ServiceError {
  const reason = code !== undefined && /^[a-z_]{1,50}$/.test(code) ? `: ${code}` : ''
  return new ServiceError('invalid_credentials', `The sign-in with ${name} failed${reason}. Start again.`, { cause })
}
