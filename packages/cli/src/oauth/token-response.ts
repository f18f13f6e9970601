import { Failure } from '../usage-error.js'
import type { JsonObject } from './send.js'
import type { AccessToken } from './stored-grant.js'

export interface Tokens {
  readonly access: AccessToken
  /** Absent if the authorization server issues none, or keeps the previous one. */
  readonly refreshToken: string | undefined
}

/** Returns the tokens of a successful response of the token endpoint (RFC 6749, section 5.1). Throws a Failure if it has none. */
export function toTokens(response: JsonObject): Tokens {
  const { access_token: token, token_type: type, expires_in: lifetime, refresh_token: refreshToken } = response
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token) || !/^bearer$/i.test(String(type))) {
    throw new Failure('The authorization server responded without a bearer token')
  }
  const seconds = Number(lifetime)
  return {
    access: { token, expiresAt: seconds > 0 ? Date.now() + seconds * 1000 : undefined },
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
  }
}
