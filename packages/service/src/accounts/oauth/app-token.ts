import { grantedScopes, type Scope } from '@taskpact/contract'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { accessTokenType, clockTolerance, expired, invalidToken, isUserId, toTokenError } from '../access-token.js'
import { recordHash } from './records.js'
import type { Resources } from './resources.js'
import type { SigningKeys } from './signing-keys.js'

/** In seconds. */
export const appTokenLifetime = 15 * 60
export const appTokenAlgorithm = 'ES256'

/** The claims of a valid access token of an app. */
export interface AppTokenClaims {
  readonly userId: string
  readonly clientId: string
  readonly grantHash: string
  readonly scopes: readonly Scope[]
  /** The resource that the token is for. */
  readonly audience: string
  /** When the token is no longer accepted, in seconds since 1970. */
  readonly exp: number
}

export interface AppTokenOptions {
  readonly issuer: string
  readonly resources: Resources
  readonly keys: Pick<SigningKeys, 'publicKey'>
  /** Seconds for which a token is accepted after its `exp`. */
  readonly expiryTolerance: number
}

/** Returns the claims of a valid token. Rejects with `token_expired`, `invalid_token`, or `unavailable` without the keys. */
export type VerifyAppToken = (token: string, ctx: Parameters<SigningKeys['publicKey']>[1]) => Promise<AppTokenClaims>

/** Creates the verifier of access tokens that the authorization server of this service issues to apps (RFC 9068). */
export function createAppTokenVerifier({ issuer, resources, keys, expiryTolerance }: AppTokenOptions): VerifyAppToken {
  const audiences = Object.values(resources) as string[]
  return async (token, ctx) => {
    const { kid } = decodeProtectedHeader(token)
    const key = kid === undefined ? undefined : await keys.publicKey(kid, ctx)
    if (!key) throw invalidToken()
    const options = {
      algorithms: [appTokenAlgorithm],
      typ: accessTokenType,
      issuer,
      audience: audiences,
      requiredClaims: ['sub', 'client_id', 'gid', 'iat', 'exp'],
      clockTolerance,
      currentDate: ctx.now,
    }
    const { payload } = await jwtVerify(token, key, options).catch((error: unknown) => {
      throw toTokenError(error)
    })
    const { sub, client_id: clientId, gid, scope = '', iat = 0, aud } = payload
    const exp = Math.min(payload.exp ?? 0, iat + appTokenLifetime) + expiryTolerance
    if (exp * 1000 <= ctx.now.getTime()) throw expired()
    if (!isUserId(sub) || typeof clientId !== 'string' || typeof gid !== 'string' || typeof aud !== 'string')
      throw invalidToken()
    return {
      userId: sub,
      clientId,
      grantHash: recordHash('Grant', gid),
      scopes: grantedScopes(String(scope).split(' ')),
      audience: aud,
      exp,
    }
  }
}
