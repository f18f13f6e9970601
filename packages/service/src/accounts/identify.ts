import { Email, PersonName } from '@taskpact/contract'
import { compiledQuery, type Database, users } from '@taskpact/db'
import type { Caller } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import { decodeProtectedHeader } from 'jose'
import { LRUCache } from 'lru-cache'
import { ServiceError } from '../service-error.js'
import { type AccessTokenClaims, type AccessTokens, expired, invalidToken, ownType } from './access-token.js'
import type { ForeignClaims } from './external-token.js'
import { expiry, type Liveness } from './session-status.js'
import { createRevision, createUser } from './user-queries.js'

type At = { readonly db: Database; readonly now: Date }

/** Tells who holds a token. Rejects with a ServiceError and with nothing else that the token could cause. */
export type Identify = (token: string, at: At) => Promise<Caller>

type Verified = { readonly own: AccessTokenClaims } | { readonly foreign: ForeignClaims }

/** Another issuer may withdraw a key: its tokens are verified anew after this time. */
const foreignTtl = 10 * 60_000

/** No token of any issuer comes near it. */
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
  verifyForeign: (token: string, now: Date) => Promise<ForeignClaims>,
  liveness: Liveness,
): Identify {
  /** A busy client costs one verification; what a token says of its session and user is asked anew. */
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
    if ('foreign' in claims) return await foreignCaller(claims.foreign, at)
    const { userId, sessionId } = claims.own
    if (!(await liveness.isAlive(userId, sessionId, at)))
      throw new ServiceError('invalid_token', 'Invalid token: its session ended.')
    return { userId, sessionId }
  }

  async function verify(token: string, now: Date): Promise<Verified> {
    if (token.length > maxLength) throw invalidToken()
    const claims = isOwn(token)
      ? { own: await access.verify(token, now) }
      : { foreign: await verifyForeign(token, now) }
    verified.set(token, claims, 'foreign' in claims ? { ttl: foreignTtl } : {})
    return claims
  }

  /** Another issuer cannot speak for a user who has a password here; the first token of a user unknown makes the user. */
  async function foreignCaller(claims: ForeignClaims, { db, now }: At): Promise<Caller> {
    const seen = known.get(claims.userId) // `fetch` makes a promise of its own even of what is known
    const kind = seen ?? (await known.fetch(claims.userId, { context: () => kindOf(claims, db, now) }))
    if (kind === 'own' && !claims.shared) throw invalidToken()
    return { userId: claims.userId }
  }
}

/** Only a token of ours says that it is one; its signature is then for the profile to verify. */
function isOwn(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === ownType
  } catch {
    return false // the other profile tells what is wrong with it
  }
}

async function kindOf(claims: ForeignClaims, db: Database, now: Date): Promise<'own' | 'foreign'> {
  const find = async () => {
    const [user] = await findUser(db, { id: claims.userId })
    return user && (user.passwordHash === null ? 'foreign' : 'own')
  }
  const found = await find()
  if (found) return found
  await makeUser(claims, db, now)
  return (await find()) ?? 'foreign'
}

/** An address that another account has is left out: it proves nothing about this one. */
async function makeUser({ userId, email, name }: ForeignClaims, db: Database, now: Date): Promise<void> {
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
