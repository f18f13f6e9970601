import { Email, PersonName } from '@taskpact/contract'
import { compiledQuery, type Database, users } from '@taskpact/db'
import type { Caller } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import { decodeProtectedHeader } from 'jose'
import { LRUCache } from 'lru-cache'
import { ServiceError } from '../service-error.js'
import { type AccessTokenClaims, type AccessTokens, expired, invalidToken, ownType } from './access-token.js'
import type { ExternalClaims } from './external-token.js'
import { expiry, type SessionStatusCache } from './session-status.js'
import { createRevision, createUser } from './user-queries.js'

type At = { readonly db: Database; readonly now: Date }

/** Returns the caller of a token. Rejects with a ServiceError for any invalid token. */
export type Identify = (token: string, at: At) => Promise<Caller>

type Verified = { readonly own: AccessTokenClaims } | { readonly foreign: ExternalClaims }

/** An external issuer can revoke a key, so its tokens are verified again after this time. */
const externalTtl = 10 * 60_000

/** Tokens of all issuers are far shorter. */
const maxLength = 8192

const findUser = compiledQuery({
  name: 'user_identified',
  build: (db) =>
    db
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, sql.placeholder('id'))),
})

export function createIdentify(
  access: AccessTokens,
  verifyExternal: (token: string, now: Date) => Promise<ExternalClaims>,
  sessionStatus: SessionStatusCache,
): Identify {
  /** Each token is verified once; its session and user are checked for every request. */
  const verified = new LRUCache<string, Verified>({ max: 10_000, ttlResolution: expiry.ttlResolution })
  const known = new LRUCache<string, 'own' | 'foreign', () => Promise<'own' | 'foreign'>>({
    max: 100_000,
    ...expiry,
    fetchMethod: (_id, _stale, { context: ask }) => ask(),
  })

  return async (token, at) => {
    const claims = verified.get(token) ?? (await verify(token, at.now))
    const { exp } = 'own' in claims ? claims.own : claims.foreign
    if (exp * 1000 <= at.now.getTime()) {
      verified.delete(token)
      throw expired()
    }
    if ('foreign' in claims) return await externalCaller(claims.foreign, at)
    const { userId, sessionId } = claims.own
    if (!(await sessionStatus.isActive(userId, sessionId, at)))
      throw new ServiceError('invalid_token', 'Invalid token: its session ended.')
    return { userId, sessionId }
  }

  async function verify(token: string, now: Date): Promise<Verified> {
    if (token.length > maxLength) throw invalidToken()
    const claims = isOwn(token)
      ? { own: await access.verify(token, now) }
      : { foreign: await verifyExternal(token, now) }
    verified.set(token, claims, 'foreign' in claims ? { ttl: externalTtl } : {})
    return claims
  }

  /** An external issuer cannot act for a user who has a password here. The first token of an unknown user creates the user. */
  async function externalCaller(claims: ExternalClaims, { db, now }: At): Promise<Caller> {
    const seen = known.get(claims.userId) // `fetch` creates promises even for cached values
    const kind = seen ?? (await known.fetch(claims.userId, { context: () => kindOf(claims, db, now) }))
    if (kind === 'own' && !claims.shared) throw invalidToken()
    return { userId: claims.userId }
  }
}

/** Chosen by the `typ` header alone; the profile then verifies the signature. */
function isOwn(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === ownType
  } catch {
    return false // the other profile reports what is wrong
  }
}

async function kindOf(claims: ExternalClaims, db: Database, now: Date): Promise<'own' | 'foreign'> {
  const find = async () => {
    const [user] = await findUser(db, { id: claims.userId })
    return user && (user.passwordHash === null ? 'foreign' : 'own')
  }
  const found = await find()
  if (found) return found
  await makeUser(claims, db, now)
  return (await find()) ?? 'foreign'
}

/** An e-mail address that belongs to another account is left out: the token does not prove its ownership. */
async function makeUser({ userId, email, name }: ExternalClaims, db: Database, now: Date): Promise<void> {
  const user = {
    id: userId,
    email: Email.safeParse(email).data ?? null,
    name: PersonName.safeParse(name).data ?? null,
    passwordHash: null,
    createdAt: now.toISOString(),
  }
  await db.transaction(async (tx) => {
    const made = await createUser(tx, user)
    if (made.length === 0) await createUser(tx, { ...user, email: null })
    await createRevision(tx, { id: userId })
  })
}
