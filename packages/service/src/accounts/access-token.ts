import { SessionId, UserId } from '@taskpact/contract'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { ServiceError } from '../service-error.js'

export const ownIssuer = 'taskpact'
const audience = 'taskpact'
/** Distinguishes access tokens from other tokens signed with the same key (RFC 9068). */
export const ownType = 'at+jwt'
const lifetime = 15 * 60
/** Clock skew tolerance in seconds, for `nbf`, `iat` and `exp`. */
export const clockTolerance = 5

/** The claims of a valid access token of this service. */
export interface AccessTokenClaims {
  readonly userId: string
  readonly sessionId: string
  /** Expiry, in seconds since 1970. */
  readonly exp: number
}

export interface AccessTokens {
  /** Returns a token for one session of a user, and its expiry. */
  issue(userId: string, sessionId: string, now: Date): Promise<{ token: string; expiresAt: Date }>
  /** Rejects with `token_expired` or `invalid_token`, never with anything else. */
  verify(token: string, now: Date): Promise<AccessTokenClaims>
}

/**
 * The first secret signs; the others are the previous ones, for rotation, and only verify.
 * Throws a TypeError for a secret that is shorter than the hash (RFC 7518, section 3.2).
 */
export function createAccessTokens(secrets: readonly string[]): AccessTokens {
  const keys = secrets.map(toKey)
  const [key] = keys as [Uint8Array]

  return {
    async issue(userId, sessionId, now) {
      const issuedAt = Math.floor(now.getTime() / 1000)
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: ownType })
        .setSubject(userId)
        .setIssuer(ownIssuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetime)
        .sign(key)
      return { token, expiresAt: new Date((issuedAt + lifetime) * 1000) }
    },

    async verify(token, now) {
      const payload = await verifyWithAny(keys, token, {
        algorithms: ['HS256'],
        typ: ownType,
        issuer: ownIssuer,
        audience,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        maxTokenAge: lifetime,
        clockTolerance,
        currentDate: now,
      })
      const { sub, sid, iat = 0, exp: end = 0 } = payload
      const exp = Math.min(end, iat + lifetime) // no token is valid for longer than a new one
      if (exp * 1000 <= now.getTime()) throw expired()
      if (!isName(sub) || !SessionId.safeParse(sid).success) throw invalidToken()
      return { userId: sub, sessionId: sid as string, exp }
    },
  }
}

/** Returns the claims, verified by the first key that matches the signature. */
export async function verifyWithAny(
  keys: readonly Uint8Array[],
  token: string,
  options: NonNullable<Parameters<typeof jwtVerify>[2]>,
): Promise<JWTPayload> {
  for (const key of keys.slice(0, -1)) {
    try {
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusalOf(error)
    }
  }
  const last = keys.at(-1) as Uint8Array
  const { payload } = await jwtVerify(token, last, options).catch((error: unknown) => Promise.reject(refusalOf(error)))
  return payload
}

export function toKey(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret)
  if (key.length < 32) throw new TypeError('JWT_SECRET must have at least 32 bytes')
  return key
}

/** Whatever jose throws during verification means that the token is invalid. */
export function refusalOf(cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause
  return cause instanceof errors.JWTExpired ? expired(cause) : invalidToken(cause)
}

export function expired(cause?: unknown): ServiceError {
  return new ServiceError('token_expired', 'Token expired.', { cause })
}

export function invalidToken(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'Invalid token.', { cause })
}

/** Claims that are ids follow the same rules as user ids in the API. */
export function isName(claim: unknown): claim is string {
  return UserId.safeParse(claim).success
}
