import type { Database } from '@taskpact/db'
import type { Caller, IdentifyContext as EngineIdentifyContext } from '@taskpact/engine'
import { decodeProtectedHeader } from 'jose'
import { LRUCache } from 'lru-cache'
import { ServiceError } from '../service-error.js'
import { type AccessTokenClaims, type AccessTokens, accessTokenType, expired, invalidToken } from './access-token.js'
import { isEnded } from './ended-tokens.js'
import type { ExternalClaims } from './external-token.js'
import type { ExternalUsers } from './external-user.js'
import { type AppTokenClaims, appTokenAlgorithm, type VerifyAppToken } from './oauth/app-token.js'
import type { ExternalAppTokens } from './oauth/external-app-token.js'
import type { GrantStatus } from './oauth/grant-status.js'
import { type Resources, resourceOf } from './oauth/resources.js'
import { isPersonalToken } from './personal-token.js'
import { markTokenUsed } from './session-queries.js'
import type { SessionStatus } from './session-status.js'
import { cacheLifetime } from './status-cache.js'

type IdentifyContext = EngineIdentifyContext<Database>

/** Returns the caller of a token. Rejects with a ServiceError if the token is invalid. */
export type Identify = (token: string, ctx: IdentifyContext) => Promise<Caller>

type Verified =
  | { readonly own: AccessTokenClaims }
  | { readonly app: AppTokenClaims }
  | { readonly external: ExternalClaims }

/** Milliseconds after which a token of an external issuer is verified again, because the issuer can revoke a key. */
const externalTtl = 10 * 60_000

/** Maximum length of a token in characters. Tokens of all known issuers are far shorter. */
const maxTokenLength = 8192

export interface IdentifyDependencies {
  readonly access: AccessTokens
  readonly verifyExternal: (token: string, now: Date) => Promise<ExternalClaims>
  readonly sessionStatus: SessionStatus
  readonly externalUsers: ExternalUsers
  readonly identifyPersonal: Identify
  /** Undefined unless this service is the authorization server. */
  readonly verifyAppToken: VerifyAppToken | undefined
  /** Undefined unless another server is the authorization server. */
  readonly externalApps: ExternalAppTokens | undefined
  readonly grantStatus: GrantStatus
  readonly resources: Resources | undefined
}

/** Creates the function that identifies callers. It verifies each token once, and caches the status of sessions and users. */
export function createIdentify({
  access,
  verifyExternal,
  sessionStatus,
  externalUsers,
  identifyPersonal,
  verifyAppToken,
  externalApps,
  grantStatus,
  resources,
}: IdentifyDependencies): Identify {
  const verified = new LRUCache<string, Verified>({ max: 10_000, ttlResolution: cacheLifetime.ttlResolution })

  return async (token, ctx) => {
    if (isPersonalToken(token)) return await identifyPersonal(token, ctx)
    const claims = verified.get(token) ?? (await verify(token, ctx))
    const exp = expiryOf(claims)
    if (exp * 1000 <= ctx.now.getTime()) {
      verified.delete(token)
      throw expired()
    }
    if ('external' in claims) return await externalCaller(claims.external, ctx)
    if ('app' in claims) return await appCaller(claims.app, ctx)
    const { userId, sessionId } = claims.own
    if (!(await sessionStatus.isActive(userId, sessionId, ctx)))
      throw new ServiceError('invalid_token', 'Invalid token: the session has ended.')
    return { userId, sessionId }
  }

  async function verify(token: string, { db, now }: IdentifyContext): Promise<Verified> {
    if (token.length > maxTokenLength) throw invalidToken()
    const claims = await verifyByProfile(token, { db, now })
    verified.set(token, claims, 'external' in claims ? { ttl: externalTtl } : {})
    if ('own' in claims) recordUse(token, claims.own, db)
    return claims
  }

  /** Selects the profile by unverified fields of the token. Each has one kind of key, and verifies the signature and all claims. */
  async function verifyByProfile(token: string, ctx: Pick<IdentifyContext, 'db' | 'now'>): Promise<Verified> {
    if (externalApps?.matches(token)) return { external: await externalApps.verify(token, ctx.now) }
    const { typ, alg } = headerOf(token)
    if (typ !== accessTokenType) return { external: await verifyExternal(token, ctx.now) }
    if (alg === appTokenAlgorithm && verifyAppToken) return { app: await verifyAppToken(token, ctx) }
    return { own: await access.verify(token, ctx.now) }
  }

  /** Refuses a token for another resource (RFC 8707, section 2). */
  function requireAudience(audience: readonly string[], transport: string): void {
    if (!resources || !audience.includes(resourceOf(resources, transport)))
      throw new ServiceError('invalid_token', 'Invalid token: it is for another resource.')
  }

  /** Refuses a token for another resource, and one of an app that the user has disconnected. */
  async function appCaller(claims: AppTokenClaims, ctx: IdentifyContext): Promise<Caller> {
    const { userId, clientId, scopes, audience, grantHash } = claims
    requireAudience([audience], ctx.transport)
    if (!(await grantStatus.isActive(grantHash, userId, ctx)))
      throw new ServiceError('invalid_token', 'Invalid token: the app was disconnected.')
    grantStatus.markUsed(grantHash, ctx)
    return { userId, clientId, scopes }
  }

  /** Records the first use of a refreshed token, while the request continues. If that fails, the next request tries again. */
  function recordUse(token: string, { userId, sessionId, refreshTokenId }: AccessTokenClaims, db: Database): void {
    if (refreshTokenId === undefined) return
    markTokenUsed(db, { userId, sessionId, refreshTokenId }).catch(() => verified.delete(token))
  }

  /** Refuses a token for another resource, one that was ended, and an external issuer that acts for a local user. */
  async function externalCaller(claims: ExternalClaims, ctx: IdentifyContext): Promise<Caller> {
    if (claims.app) requireAudience(claims.app.audience, ctx.transport)
    const user = await externalUsers.find(claims, ctx)
    if (!user || isEnded(claims.token, user.ended))
      throw new ServiceError('invalid_token', 'Invalid token: the session has ended.')
    if (user.hasPassword && !claims.isSharedSecret) throw invalidToken()
    await externalUsers.follow(claims, user, ctx)
    return {
      userId: claims.userId,
      externalToken: claims.token,
      scopes: claims.scopes,
      ...(claims.app && { clientId: claims.app.clientId }),
    }
  }
}

function expiryOf(claims: Verified): number {
  if ('external' in claims) return claims.external.token.expiresAt
  return 'own' in claims ? claims.own.exp : claims.app.exp
}

function headerOf(token: string): { typ?: string | undefined; alg?: string | undefined } {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return {} // the profile of external tokens reports what is wrong
  }
}
