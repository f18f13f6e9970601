import { decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { ServiceError } from '../service-error.js'
import {
  clockTolerance,
  invalidToken,
  isUserId,
  ownIssuer,
  toKey,
  toTokenError,
  verifyWithAny,
} from './access-token.js'

/** The claims of a valid token of an external issuer. */
export interface ExternalClaims {
  readonly userId: string
  readonly email: unknown
  readonly name: unknown
  /** When the token is no longer accepted, in seconds since 1970. */
  readonly exp: number
  /** Whether the token is signed with the shared secret, which can also sign access tokens of this service. */
  readonly isSharedSecret: boolean
}

/** An external issuer with a JWKS, such as Better Auth. Its tokens must have this `iss` and `aud`. */
export interface IssuerOptions {
  readonly keys: JWTVerifyGetKey
  readonly issuer: string
  readonly audience: string
}

/** Each profile has its own list of algorithms, so that a token cannot choose the kind of key that verifies it. */
const asymmetricAlgorithms = ['EdDSA', 'Ed25519', 'ES256', 'ES512', 'RS256', 'PS256']
/** In seconds. */
const maxLifetime = 30 * 24 * 60 * 60

/**
 * Creates a function that verifies tokens which this service did not issue: signed with the shared secret (HS256), or
 * by the configured issuer. A token is accepted for `expiryTolerance` seconds after its `exp`. The function rejects with
 * `token_expired`, `invalid_token`, or `unavailable` if the keys of the issuer cannot be fetched.
 */
export function createExternalVerifier(
  secrets: readonly string[],
  issuer: IssuerOptions | undefined,
  expiryTolerance = 0,
) {
  const keys = secrets.map(toKey)

  return async (token: string, now: Date): Promise<ExternalClaims> => {
    const { alg, typ } = headerOf(token)
    const options = { requiredClaims: ['sub', 'exp'], clockTolerance, currentDate: now }
    if (typ !== undefined && !/^jwt$/i.test(typ)) throw invalidToken()
    if (alg === 'HS256') {
      const payload = await verifyWithAny(keys, token, { ...options, algorithms: ['HS256'] })
      if (payload.iss === ownIssuer || !isAccepted(payload, issuer)) throw invalidToken()
      return withTolerance(claimsOf(payload, now, true))
    }
    if (!issuer) throw invalidToken()
    const profile = {
      issuer: slashVariants(issuer.issuer),
      audience: slashVariants(issuer.audience),
      algorithms: asymmetricAlgorithms,
    }
    const verified = await jwtVerify(token, issuer.keys, { ...options, ...profile }).catch((error: unknown) => {
      throw error instanceof ServiceError ? error : toTokenError(error)
    })
    return withTolerance(claimsOf(verified.payload, now, false))
  }

  function withTolerance(claims: ExternalClaims): ExternalClaims {
    return { ...claims, exp: claims.exp + expiryTolerance }
  }
}

/** Returns whether `iss` and `aud` have the configured values. A token signed with the shared secret may omit them. */
function isAccepted({ iss, aud }: JWTPayload, issuer: IssuerOptions | undefined): boolean {
  if (!issuer) return true
  const names = aud === undefined ? [] : [aud].flat()
  const isAudience = aud === undefined || names.some((name) => slashVariants(issuer.audience).includes(name))
  return isAudience && (iss === undefined || slashVariants(issuer.issuer).includes(iss))
}

function headerOf(token: string): { alg?: string | undefined; typ?: string | undefined } {
  try {
    const { alg, typ } = decodeProtectedHeader(token)
    return { alg, typ: typ === undefined ? undefined : String(typ) }
  } catch (cause) {
    throw invalidToken(cause)
  }
}

/** Throws `invalid_token` for a lifetime over the maximum: it is a mistake or an attack. */
function claimsOf({ sub, exp, iat, email, name }: JWTPayload, now: Date, isSharedSecret: boolean): ExternalClaims {
  const seconds = Math.floor(now.getTime() / 1000)
  const issuedAt = iat ?? seconds
  if (!isUserId(sub) || exp === undefined || issuedAt > seconds + clockTolerance || exp - issuedAt > maxLifetime)
    throw invalidToken()
  return { userId: sub, email, name, exp, isSharedSecret }
}

/** Returns an origin without and with a trailing slash: issuers write either. */
function slashVariants(origin: string): string[] {
  const bare = origin.replace(/\/$/, '')
  return [bare, `${bare}/`]
}
