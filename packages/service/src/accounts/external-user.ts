import { compiledQuery, type Database, endedTokens, users } from '@taskpact/db'
import { and, eq, gt, isNotNull, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import { claimEmail } from './email-queries.js'
import { type Ended, isEnded, listEndedTokens } from './ended-tokens.js'
import { applyClaims, changesProfile, type Profile, toTimestamp } from './external-profile.js'
import type { ExternalClaims } from './external-token.js'
import { cacheLifetime } from './status-cache.js'
import { createRevision, createUser, setUserEmail, withoutClaims } from './user-queries.js'

interface Context {
  readonly db: Database
  readonly now: Date
}

/** The stored data that determines whether tokens of external issuers are accepted for a user. */
export interface ExternalUser extends Profile {
  readonly ended: readonly Ended[]
}

export interface ExternalUsers {
  /** Returns the user of a token, created if it is new. Undefined if the user was deleted after the token was issued. */
  find(claims: ExternalClaims, ctx: Context): Promise<ExternalUser | undefined>
  /** Stores the name and the e-mail address of a token, if it is newer than the one they are from. */
  follow(claims: ExternalClaims, user: ExternalUser, ctx: Context): Promise<void>
  /** Makes the next `find` read the user again. */
  forget(userId: string): void
}

/** Creates the users of external issuers. They are cached as long as the status of a session. */
export function createExternalUsers(): ExternalUsers {
  const cache = new LRUCache<string, ExternalUser, () => Promise<ExternalUser | undefined>>({
    max: 100_000,
    ...cacheLifetime,
    // The result of a query that was sent before `forget` is returned, but not cached.
    ignoreFetchAbort: true,
    fetchMethod: (_id, _stale, { context: query }) => query(),
  })
  const forget = (userId: string) => void cache.delete(userId)

  return {
    forget,
    async find(claims, ctx) {
      const cached = cache.get(claims.userId) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      return cached ?? (await cache.fetch(claims.userId, { context: () => findOrCreate(claims, ctx) }))
    },
    async follow(claims, user, { db }) {
      if (!changesProfile(claims, user)) return
      await applyClaims(claims, db)
      forget(claims.userId)
    },
  }
}

const getUser = compiledQuery({
  name: 'external_user_get',
  build: (db) =>
    db
      .select({
        hasPassword: sql<boolean>`${isNotNull(users.passwordHash)}`,
        email: users.email,
        claimedName: users.claimedName,
        claimsIssuedAt: users.claimsIssuedAt,
        key: endedTokens.key,
        exceptKey: endedTokens.exceptKey,
        issuedUntil: endedTokens.issuedUntil,
      })
      .from(users)
      .leftJoin(
        endedTokens,
        and(eq(endedTokens.userId, users.id), gt(endedTokens.expiresAt, sql`${sql.placeholder('now')}::timestamptz`)),
      )
      .where(eq(users.id, sql.placeholder('userId'))),
})

async function findOrCreate(claims: ExternalClaims, { db, now }: Context): Promise<ExternalUser | undefined> {
  const find = async (): Promise<ExternalUser | undefined> => {
    const rows = await getUser(db, { userId: claims.userId, now: now.toISOString() })
    const [user] = rows
    const ended = rows.flatMap(({ key, exceptKey, issuedUntil }) =>
      key === null || issuedUntil === null ? [] : [{ key, exceptKey, issuedUntil }],
    )
    return user && { ...user, ended }
  }
  const found = await find()
  if (found) return found
  const ended = await listEndedTokens(db, { userId: claims.userId, now: now.toISOString() })
  if (isEnded(claims.token, ended)) return undefined
  await createExternalUser(claims, db, now)
  return await find()
}

/** Omits an e-mail address that belongs to another account: the token does not prove its ownership here. */
async function createExternalUser(claims: ExternalClaims, db: Database, now: Date): Promise<void> {
  const { userId: id, email = null, name = null, token } = claims
  const createdAt = now.toISOString()
  const claimsIssuedAt = toTimestamp(token.issuedAt) ?? createdAt
  const user = {
    ...withoutClaims,
    id,
    email: null,
    name,
    passwordHash: null,
    createdAt,
    claimedName: name,
    claimsIssuedAt,
  }
  await db.transaction(async (tx) => {
    const created = await createUser(tx, user)
    if (created.length > 0 && email !== null && (await claimEmail(tx, { email, owner: id })))
      await setUserEmail(tx, { id, email })
    await createRevision(tx, { id })
  })
}
