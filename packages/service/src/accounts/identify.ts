import { Email, PersonName } from '@taskpact/contract'
import { compiledQuery, type Database, users } from '@taskpact/db'
import type { Caller } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import { decodeProtectedHeader } from 'jose'
import { LRUCache } from 'lru-cache'
import { ServiceError } from '../service-error.js'
import { type AccessTokenClaims, type AccessTokens, accessTokenType, expired, invalidToken } from './access-token.js'
import type { ExternalClaims } from './external-token.js'
import { markTokenUsed } from './session-queries.js'
import { cacheLifetime, type SessionStatusCache } from './session-status.js'
import { createRevision, createUser } from './user-queries.js'

type IdentifyContext = { readonly db: Database; readonly now: Date }

/** Returns the caller of a token. Rejects with a ServiceError if the token is invalid. */
export type Identify = (token: string, ctx: IdentifyContext) => Promise<Caller>

type Verified = { readonly own: AccessTokenClaims } | { readonly external: ExternalClaims }

/** A local user has a password here; an external one only has tokens of an external issuer. */
type UserKind = 'local' | 'external'

/** Milliseconds after which a token of an external issuer is verified again, because the issuer can revoke a key. */
const externalTtl = 10 * 60_000

/** Maximum length of a token in characters. Tokens of all known issuers are far shorter. */
const maxTokenLength = 8192

const findUser = compiledQuery({
  name: 'user_identified',
  build: (db) =>
    db
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, sql.placeholder('id'))),
})

/** Creates the function that identifies callers. It verifies each token once, and caches the status of sessions and users. */
export function createIdentify(
  access: AccessTokens,
  verifyExternal: (token: string, now: Date) => Promise<ExternalClaims>,
  sessionStatus: SessionStatusCache,
): Identify {
  const verified = new LRUCache<string, Verified>({ max: 10_000, ttlResolution: cacheLifetime.ttlResolution })
  const userKinds = new LRUCache<string, UserKind, () => Promise<UserKind>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_id, _stale, { context: query }) => query(),
  })

  return async (token, ctx) => {
    const claims = verified.get(token) ?? (await verify(token, ctx))
    const { exp } = 'own' in claims ? claims.own : claims.external
    if (exp * 1000 <= ctx.now.getTime()) {
      verified.delete(token)
      throw expired()
    }
    if ('external' in claims) return await externalCaller(claims.external, ctx)
    const { userId, sessionId } = claims.own
    if (!(await sessionStatus.isActive(userId, sessionId, ctx)))
      throw new ServiceError('invalid_token', 'Invalid token: the session has ended.')
    return { userId, sessionId }
  }

  async function verify(token: string, { db, now }: IdentifyContext): Promise<Verified> {
    if (token.length > maxTokenLength) throw invalidToken()
    const claims = isAccessToken(token)
      ? { own: await access.verify(token, now) }
      : { external: await verifyExternal(token, now) }
    verified.set(token, claims, 'external' in claims ? { ttl: externalTtl } : {})
    if ('own' in claims) recordUse(token, claims.own, db)
    return claims
  }

  /** Records the first use of a refreshed token, while the request continues. If that fails, the next request tries again. */
  function recordUse(token: string, { userId, sessionId, refreshTokenId }: AccessTokenClaims, db: Database): void {
    if (refreshTokenId === undefined) return
    markTokenUsed(db, { userId, sessionId, refreshTokenId }).catch(() => verified.delete(token))
  }

  /** Creates the user of an unknown token. Refuses an external issuer that acts for a local user. */
  async function externalCaller(claims: ExternalClaims, { db, now }: IdentifyContext): Promise<Caller> {
    const cached = userKinds.get(claims.userId) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
    const kind = cached ?? (await userKinds.fetch(claims.userId, { context: () => kindOf(claims, db, now) }))
    if (kind === 'local' && !claims.isSharedSecret) throw invalidToken()
    return { userId: claims.userId }
  }
}

/** Selects the profile by the `typ` header alone; the profile then verifies the signature. */
function isAccessToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === accessTokenType
  } catch {
    return false // the other profile reports what is wrong
  }
}

async function kindOf(claims: ExternalClaims, db: Database, now: Date): Promise<UserKind> {
  const find = async () => {
    const [user] = await findUser(db, { id: claims.userId })
    return user && (user.passwordHash === null ? 'external' : 'local')
  }
  const found = await find()
  if (found) return found
  await createExternalUser(claims, db, now)
  return (await find()) ?? 'external'
}

/** Omits an e-mail address that belongs to another account: the token does not prove its ownership. */
async function createExternalUser({ userId, email, name }: ExternalClaims, db: Database, now: Date): Promise<void> {
  const user = {
    id: userId,
    email: Email.safeParse(email).data ?? null,
    name: PersonName.safeParse(name).data ?? null,
    passwordHash: null,
    createdAt: now.toISOString(),
  }
  await db.transaction(async (tx) => {
    const created = await createUser(tx, user)
    if (created.length === 0) await createUser(tx, { ...user, email: null })
    await createRevision(tx, { id: userId })
  })
}
