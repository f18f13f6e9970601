import { decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { ServiceError } from '../service-error.js'
import { clockTolerance, invalidToken, isName, ownIssuer, refusalOf, toKey, verifyWithAny } from './access-token.js'

/** The claims of a valid token of an external issuer. */
export interface ExternalClaims {
  readonly userId: string
  readonly email: unknown
  readonly name: unknown
  readonly exp: number
  /** Whether the token was signed with the shared secret, whose owner could forge own tokens as well. */
  readonly shared: boolean
}

/** An issuer with a JWKS, such as Better Auth. Its tokens must have this `iss` and `aud`. */
export interface IssuerOptions {
  readonly keys: JWTVerifyGetKey
  readonly issuer: string
  readonly audience: string
}

/** Each profile has its own list of algorithms, so that a token cannot choose the kind of key that verifies it. */
const asymmetric = ['EdDSA', 'Ed25519', 'ES256', 'ES512', 'RS256', 'PS256']
const maxLifetime = 30 * 24 * 60 * 60

/**
 * Verifies tokens of others: signed with the shared secret (HS256), or by the configured issuer.
 * Rejects with `token_expired`, `invalid_token`, or `unavailable` if the keys of the issuer cannot be fetched.
 */
export function createExternalVerifier(secrets: readonly string[], issuer: IssuerOptions | undefined) {
  const keys = secrets.map(toKey)

  return async (token: string, now: Date): Promise<ExternalClaims> => {
    const { alg, typ } = headerOf(token)
    const options = { requiredClaims: ['sub', 'exp'], clockTolerance, currentDate: now }
    if (typ !== undefined && !/^jwt$/i.test(typ)) throw invalidToken()
    if (alg === 'HS256') {
      const payload = await verifyWithAny(keys, token, { ...options, algorithms: ['HS256'] })
      if (payload.iss === ownIssuer || !isMeantForUs(payload, issuer)) throw invalidToken()
      return claimsOf(payload, now, true)
    }
    if (!issuer) throw invalidToken()
    const trusted = { issuer: spellings(issuer.issuer), audience: spellings(issuer.audience), algorithms: asymmetric }
    const verified = await jwtVerify(token, issuer.keys, { ...options, ...trusted }).catch((error: unknown) => {
      throw error instanceof ServiceError ? error : refusalOf(error)
    })
    return claimsOf(verified.payload, now, false)
  }
}

/** Tokens signed with the shared secret may lack `iss` and `aud`; other values than the configured ones are refused. */
function isMeantForUs({ iss, aud }: JWTPayload, issuer: IssuerOptions | undefined): boolean {
  if (!issuer) return true
  const names = aud === undefined ? [] : [aud].flat()
  const isForUs = aud === undefined || names.some((name) => spellings(issuer.audience).includes(name))
  return isForUs && (iss === undefined || spellings(issuer.issuer).includes(iss))
}

function headerOf(token: string): { alg?: string | undefined; typ?: string | undefined } {
  try {
    const { alg, typ } = decodeProtectedHeader(token)
    return { alg, typ: typ === undefined ? undefined : String(typ) }
  } catch (cause) {
    throw invalidToken(cause)
  }
}

/** A token with an absurdly long lifetime is a mistake or an attack. */
function claimsOf({ sub, exp, iat, email, name }: JWTPayload, now: Date, shared: boolean): ExternalClaims {
  const seconds = Math.floor(now.getTime() / 1000)
  const from = iat ?? seconds
  if (!isName(sub) || exp === undefined || from > seconds + clockTolerance || exp - from > maxLifetime)
    throw invalidToken()
  return { userId: sub, email, name, exp, shared }
}

/** Origins are written with and without a trailing slash. */
function spellings(origin: string): string[] {
  const bare = origin.replace(/\/$/, '')
  return [bare, `${bare}/`]
}
