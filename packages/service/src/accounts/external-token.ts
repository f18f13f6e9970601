import { createHash } from 'node:crypto'
import { Email, grantedScopes, PersonName, type Scope, scopeNames } from '@taskpact/contract'
import type { ExternalToken } from '@taskpact/engine'
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
  /** The verified e-mail address; null if it is not verified, undefined if the token has none. */
  readonly email: string | null | undefined
  readonly name: string | undefined
  readonly token: ExternalToken
  /** The scopes of this API that the token is limited to. Undefined if it is not limited. */
  readonly scopes: readonly Scope[] | undefined
  /** Whether the token is signed with the shared secret, which can also sign access tokens of this service. */
  readonly isSharedSecret: boolean
  /** The app that acts for the user. Undefined for a token that was not issued by the authorization server. */
  readonly app?: ExternalApp | undefined
}

export interface ExternalApp {
  /** Undefined if no claim has it. */
  readonly clientId: string | undefined
  /** What the token is for. */
  readonly audience: readonly string[]
}

/** An external issuer with a JWKS, such as Better Auth. Its tokens must have this `iss` and `aud`. */
export interface IssuerOptions {
  readonly keys: JWTVerifyGetKey
  readonly issuer: string
  readonly audience: string
}

export interface ExternalVerifierOptions {
  /** Seconds for which a token is accepted after its `exp`. Default: 0. */
  readonly expiryTolerance?: number | undefined
  /** Whether the issuer has verified the address of a token that does not say so. Default: false. */
  readonly emailsVerified?: boolean | undefined
}

/** Each profile has its own list of algorithms, so that a token cannot choose the kind of key that verifies it. */
const asymmetricAlgorithms = ['EdDSA', 'Ed25519', 'ES256', 'ES512', 'RS256', 'PS256']
/** In seconds. */
export const maxLifetime = 30 * 24 * 60 * 60

/**
 * Creates a function that verifies tokens which this service did not issue: signed with the shared secret (HS256), or
 * by the configured issuer. The function rejects with `token_expired`, `invalid_token`, or `unavailable` if the keys of the issuer cannot be fetched.
 */
export function createExternalVerifier(
  secrets: readonly string[],
  issuer: IssuerOptions | undefined,
  verifierOptions: ExternalVerifierOptions = {},
) {
  const keys = secrets.map(toKey)

  return async (token: string, now: Date): Promise<ExternalClaims> => {
    const { alg, typ } = headerOf(token)
    const options = { requiredClaims: ['sub', 'exp'], clockTolerance, currentDate: now }
    if (typ !== undefined && !/^jwt$/i.test(typ)) throw invalidToken()
    if (alg === 'HS256') {
      const payload = await verifyWithAny(keys, token, { ...options, algorithms: ['HS256'] })
      if (payload.iss === ownIssuer || !isAccepted(payload, issuer)) throw invalidToken()
      return toExternalClaims(payload, now, { ...verifierOptions, isSharedSecret: true })
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
    return toExternalClaims(verified.payload, now, { ...verifierOptions, isSharedSecret: false })
  }
}

/** Returns the claims of a verified token. Throws `invalid_token` for a lifetime over the maximum: it is a mistake or an attack. */
export function toExternalClaims(
  payload: JWTPayload,
  now: Date,
  {
    expiryTolerance = 0,
    emailsVerified = false,
    isSharedSecret,
  }: ExternalVerifierOptions & { readonly isSharedSecret: boolean },
): ExternalClaims {
  const { sub, exp, iat } = payload
  const seconds = Math.floor(now.getTime() / 1000)
  const issuedAt = iat ?? seconds
  if (!isUserId(sub) || exp === undefined || issuedAt > seconds + clockTolerance || exp - issuedAt > maxLifetime)
    throw invalidToken()
  return {
    userId: sub,
    email: emailOf(payload, emailsVerified),
    name: PersonName.safeParse(payload.name).data,
    scopes: scopesOf(payload),
    token: { key: keyOf(payload), issuedAt: iat, expiresAt: exp + expiryTolerance },
    isSharedSecret,
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

/** OpenID Connect Core 1.0, section 5.1, names the claim `email_verified`; Better Auth copies its column `emailVerified`. */
function emailOf(payload: JWTPayload, isVerifiedByDefault: boolean): string | null | undefined {
  const email = Email.safeParse(payload.email).data
  if (email === undefined) return undefined
  const stated = [payload.email_verified, payload.emailVerified].filter((claim) => claim !== undefined)
  const isVerified = stated.length === 0 ? isVerifiedByDefault : stated.every((claim) => claim === true)
  return isVerified ? email : null
}

/**
 * Returns what a token with scopes is limited to: `scope` separates them by spaces (RFC 8693, section 4.2), and some issuers have a list or
 * call it `scp`. A claim of any other type grants nothing.
 */
function scopesOf(payload: JWTPayload): readonly Scope[] | undefined {
  const claims = [payload.scope, payload.scp].filter((claim) => claim !== undefined)
  if (claims.length === 0) return undefined
  const names = claims.map((claim) =>
    typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [],
  )
  const granted: (readonly string[])[] = names.map(grantedScopes)
  return scopeNames.filter((scope) => granted.every((some) => some.includes(scope)))
}

/** The session at the issuer (`sid`, OpenID Connect Front-Channel Logout 1.0), else the token, else the tokens of one second. */
function keyOf({ sid, jti, iat }: JWTPayload): string | undefined {
  if (isName(sid)) return `sid ${hashOf(sid)}`
  if (isName(jti)) return `jti ${hashOf(jti)}`
  return iat === undefined ? undefined : `iat ${iat}`
}

/** Returns whether a key stands for a session at the issuer, which has several tokens. */
export function isSessionKey(key: string): boolean {
  return key.startsWith('sid ')
}

function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== ''
}

/** A claim can have thousands of characters. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Returns an origin without and with a trailing slash: issuers write either. */
export function slashVariants(origin: string): string[] {
  const bare = origin.replace(/\/$/, '')
  return [bare, `${bare}/`]
}
