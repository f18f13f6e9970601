import { UserId } from '@taskpact/contract'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Caller } from '../context.js'
import { ServiceError } from '../service-error.js'

const issuer = 'taskpact'
const audience = 'taskpact'
/** RFC 9068: an access token is told from any other token signed with the same key. */
const type = 'at+jwt'
const lifetime = 15 * 60

export interface AccessTokens {
  /** A token for one session of a user, and when it ends. */
  issue(userId: string, sessionId: string, now: Date): Promise<{ token: string; expiresAt: Date }>
  /** Rejects with `token_expired` or `invalid_token`, never with anything else. */
  identify(token: string, now: Date): Promise<Caller>
}

/** Throws a TypeError for a secret that is shorter than the hash (RFC 7518, section 3.2). */
export function createAccessTokens(secret: string): AccessTokens {
  const key = new TextEncoder().encode(secret)
  if (key.length < 32) throw new TypeError('JWT_SECRET must have at least 32 bytes')

  return {
    async issue(userId, sessionId, now) {
      const issuedAt = Math.floor(now.getTime() / 1000)
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: type })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetime)
        .sign(key)
      return { token, expiresAt: new Date((issuedAt + lifetime) * 1000) }
    },

    async identify(token, now) {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ: type,
        issuer,
        audience,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        maxTokenAge: lifetime,
        currentDate: now,
      }).catch(refuse)
      if (!isName(payload.sub) || !isName(payload.sid)) throw new ServiceError('invalid_token', 'Invalid token.')
      return { userId: payload.sub }
    },
  }
}

/** Every failure to verify is the token's, whatever jose throws for it. */
function refuse(cause: unknown): never {
  if (cause instanceof errors.JWTExpired) throw new ServiceError('token_expired', 'Token expired.', { cause })
  throw new ServiceError('invalid_token', 'Invalid token.', { cause })
}

/** What a user id may be in the API, a claim that names something may be. */
function isName(claim: unknown): claim is string {
  return UserId.safeParse(claim).success
}
