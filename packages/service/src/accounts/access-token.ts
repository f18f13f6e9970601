import { SessionId, UserId } from '@taskpact/contract'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { ServiceError } from '../service-error.js'

export const ownIssuer = 'taskpact'
const audience = 'taskpact'
/** RFC 9068: an access token is told from any other token signed with the same key. */
export const ownType = 'at+jwt'
const lifetime = 15 * 60
/** Seconds by which the clocks of two instances may differ. */
export const clockTolerance = 5

/** What a valid token of ours says. */
export interface AccessTokenClaims {
  readonly userId: string
  readonly sessionId: string
  /** When it ends, in seconds since 1970. */
  readonly exp: number
}

export interface AccessTokens {
  /** A token for one session of a user, and when it ends. */
  issue(userId: string, sessionId: string, now: Date): Promise<{ token: string; expiresAt: Date }>
  /** Rejects with `token_expired` or `invalid_token`, never with anything else. */
  verify(token: string, now: Date): Promise<AccessTokenClaims>
}

/**
 * The first secret signs; the others are of before a rotation, and still verify.
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
      const exp = Math.min(end, iat + lifetime) // whatever it says, it lives no longer than ours do
      if (exp * 1000 <= now.getTime()) throw expired()
      if (!isName(sub) || !SessionId.safeParse(sid).success) throw invalidToken()
      return { userId: sub, sessionId: sid as string, exp }
    },
  }
}

/** The claims by the first key that made the signature. */
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

/** Every failure to verify is the token's, whatever jose throws for it. */
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

/** What a user id may be in the API, a claim that names something may be. */
export function isName(claim: unknown): claim is string {
  return UserId.safeParse(claim).success
}
