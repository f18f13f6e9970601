import { grantedScopes, type PersonalToken } from '@taskpact/contract'
import { accessTokens, compiledQuery } from '@taskpact/db'
import { and, desc, eq, gt, lt, sql } from 'drizzle-orm'
import { isUnusedSince } from './record-use.js'

const ofHash = eq(accessTokens.hash, sql.placeholder('hash'))
const ofOwner = eq(accessTokens.owner, sql.placeholder('owner'))
const now = sql`${sql.placeholder('now')}::timestamptz`

/** The columns of a PersonalToken. */
const columns = {
  id: accessTokens.id,
  name: accessTokens.name,
  scopes: accessTokens.scopes,
  createdAt: accessTokens.createdAt,
  expiresAt: accessTokens.expiresAt,
  lastUsedAt: accessTokens.lastUsedAt,
}

/** Returns a stored token without scopes that no longer exist. */
export function withKnownScopes<T extends { readonly scopes: readonly string[] }>(
  token: T,
): T & Pick<PersonalToken, 'scopes'> {
  return { ...token, scopes: [...grantedScopes(token.scopes)] }
}

/** Returns a token, even if it has expired. */
export const getPersonalToken = compiledQuery({
  name: 'access_token_get',
  build: (db) =>
    db
      .select({ ...columns, userId: accessTokens.owner })
      .from(accessTokens)
      .where(ofHash),
})

/** Returns the tokens of a user after a position, newest first, without those that expired before `listedSince`. */
export const listPersonalTokens = compiledQuery({
  name: 'access_token_list',
  build: (db) =>
    db
      .select(columns)
      .from(accessTokens)
      .where(
        and(
          ofOwner,
          lt(accessTokens.id, sql`${sql.placeholder('before')}::uuid`),
          gt(accessTokens.expiresAt, sql`${sql.placeholder('listedSince')}::timestamptz`),
        ),
      )
      .orderBy(desc(accessTokens.id))
      .limit(sql.placeholder('limit')),
})

/** Returns the number of the valid tokens of a user. */
export const countPersonalTokens = compiledQuery({
  name: 'access_token_count',
  build: (db) =>
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(accessTokens)
      .where(and(ofOwner, gt(accessTokens.expiresAt, now))),
})

export const createPersonalToken = compiledQuery({
  name: 'access_token_create',
  build: (db) =>
    db.insert(accessTokens).values({
      hash: sql.placeholder('hash'),
      owner: sql.placeholder('owner'),
      id: sql.placeholder('id'),
      name: sql.placeholder('name'),
      scopes: sql.placeholder('scopes'),
      createdAt: sql.placeholder('createdAt'),
      expiresAt: sql.placeholder('expiresAt'),
    }),
})

/** Records the use of a token, unless another process has done so since `usedBefore`. */
export const markPersonalTokenUsed = compiledQuery({
  name: 'access_token_mark_used',
  build: (db) =>
    db
      .update(accessTokens)
      .set({ lastUsedAt: now })
      .where(and(ofHash, isUnusedSince(accessTokens.lastUsedAt))),
})

export const deletePersonalToken = compiledQuery({
  name: 'access_token_delete',
  build: (db) =>
    db
      .delete(accessTokens)
      .where(and(ofOwner, eq(accessTokens.id, sql.placeholder('id'))))
      .returning({ hash: accessTokens.hash }),
})

export const deletePersonalTokens = compiledQuery({
  name: 'access_token_delete_all',
  build: (db) => db.delete(accessTokens).where(ofOwner).returning({ hash: accessTokens.hash }),
})

/** Deletes the tokens of all users that expired before a time. */
export const deleteExpiredPersonalTokens = compiledQuery({
  name: 'purge_access_tokens',
  prepare: false,
  build: (db) =>
    db.delete(accessTokens).where(lt(accessTokens.expiresAt, sql`${sql.placeholder('before')}::timestamptz`)),
})
