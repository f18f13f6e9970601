import { SessionId, UserId } from '@taskpact/contract'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { ServiceError } from '../service-error.js'

export const ownIssuer = 'taskpact'
const audience = 'taskpact'
/** The `typ` of access tokens, which distinguishes them from other tokens signed with the same key (RFC 9068). */
export const accessTokenType = 'at+jwt'
/** In seconds. */
const lifetime = 15 * 60
/** Seconds by which `iat` and `nbf` may lie in the future, because the clocks of two machines differ. */
export const clockTolerance = 60

/** The claims of a valid access token of this service. */
export interface AccessTokenClaims {
  readonly userId: string
  readonly sessionId: string
  /** Identifies the refresh token that a refresh issued with it (`refreshTokenIdOf`). Undefined after a sign-in. */
  readonly refreshTokenId: string | undefined
  /** When the token is no longer accepted, in seconds since 1970. */
  readonly exp: number
}

export interface AccessTokens {
  /** Returns a new token for one session of a user, and its expiry. */
  issue(
    userId: string,
    sessionId: string,
    now: Date,
    refreshTokenId?: string,
  ): Promise<{ token: string; expiresAt: Date }>
  /** Returns the claims of a valid token. Rejects with `token_expired` or `invalid_token`, and with nothing else. */
  verify(token: string, now: Date): Promise<AccessTokenClaims>
}

/**
 * Creates access tokens: JWTs (RFC 9068) signed with HS256. The first secret signs; the others are previous ones, for rotation, and
 * only verify. A token is accepted for `expiryTolerance` seconds after its `exp`. Throws a TypeError for a secret shorter than the
 * hash (RFC 7518, section 3.2).
 */
export function createAccessTokens(secrets: readonly string[], expiryTolerance = 0): AccessTokens {
  const keys = secrets.map(toKey)
  const [key] = keys as [Uint8Array]

  return {
    async issue(userId, sessionId, now, refreshTokenId) {
      const issuedAt = Math.floor(now.getTime() / 1000)
      const token = await new SignJWT({ sid: sessionId, ...(refreshTokenId && { rt_hash: refreshTokenId }) })
        .setProtectedHeader({ alg: 'HS256', typ: accessTokenType })
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
        typ: accessTokenType,
        issuer: ownIssuer,
        audience,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        maxTokenAge: lifetime,
        clockTolerance,
        currentDate: now,
      })
      const { sub, sid, rt_hash: hash, iat = 0, exp: claimedExpiry = 0 } = payload
      const exp = Math.min(claimedExpiry, iat + lifetime) + expiryTolerance // no token lives longer than a newly issued one
      if (exp * 1000 <= now.getTime()) throw expired()
      if (!isUserId(sub) || !SessionId.safeParse(sid).success) throw invalidToken()
      return { userId: sub, sessionId: sid as string, refreshTokenId: typeof hash === 'string' ? hash : undefined, exp }
    },
  }
}

/** Returns the claims of a token, verified by the first key that matches its signature. Rejects as `toTokenError` does. */
export async function verifyWithAny(
  keys: readonly Uint8Array[],
  token: string,
  options: NonNullable<Parameters<typeof jwtVerify>[2]>,
): Promise<JWTPayload> {
  for (const key of keys.slice(0, -1)) {
    try {
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw toTokenError(error)
    }
  }
  const last = keys.at(-1) as Uint8Array
  const { payload } = await jwtVerify(token, last, options).catch((error: unknown) =>
    Promise.reject(toTokenError(error)),
  )
  return payload
}

/** Returns the key of a secret. Throws a TypeError if it has less than 32 bytes. */
export function toKey(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret)
  if (key.length < 32) throw new TypeError('JWT_SECRET must have at least 32 bytes')
  return key
}

/** Translates an error of jose to `token_expired` or, for any other error, `invalid_token`. */
export function toTokenError(cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause
  return cause instanceof errors.JWTExpired ? expired(cause) : invalidToken(cause)
}

export function expired(cause?: unknown): ServiceError {
  return new ServiceError('token_expired', 'Token expired.', { cause })
}

export function invalidToken(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'Invalid token.', { cause })
}

/** Returns whether a claim is a valid user id of the API. */
export function isUserId(claim: unknown): claim is string {
  return UserId.safeParse(claim).success
}
