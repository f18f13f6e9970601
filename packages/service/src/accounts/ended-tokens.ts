import { compiledQuery, type Database, endedTokens } from '@taskpact/db'
import type { ExternalToken } from '@taskpact/engine'
import { and, eq, gt, sql } from 'drizzle-orm'
import type { UserContext } from '../context.js'
import { ServiceError } from '../service-error.js'
import { clockTolerance } from './access-token.js'
import { isSessionKey, maxLifetime } from './external-token.js'

/** Tokens of one user that were ended before they expired. */
export interface Ended {
  readonly key: string
  readonly exceptKey: string | null
  readonly issuedUntil: string
}

/** Ends tokens of external issuers. The issuers are not notified: the database lists ended tokens until they expire. */
export interface EndedTokens {
  /** Ends a token of the caller, with all tokens of its session at the issuer. Rejects with `token_not_revocable` if no claim identifies it. */
  end(token: ExternalToken, ctx: UserContext): Promise<void>
  /** Ends all tokens of the caller issued until now, except the given one. Rejects with `token_not_revocable` if that one has no `iat`. */
  endAll(ctx: UserContext, except?: ExternalToken): Promise<void>
}

/** The key that stands for all tokens of a user. Keys of tokens begin with the name of a claim. */
const everyToken = '*'
/** Maximum remaining lifetime of an accepted token in seconds, including the maximum of TOKEN_EXPIRY_TOLERANCE. */
const longestLife = maxLifetime + clockTolerance + 60

const endTokens = compiledQuery({
  name: 'token_end',
  build: (db) =>
    db
      .insert(endedTokens)
      .values({
        userId: sql.placeholder('userId'),
        key: sql.placeholder('key'),
        exceptKey: sql.placeholder('exceptKey'),
        issuedUntil: sql.placeholder('issuedUntil'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoUpdate({
        target: [endedTokens.userId, endedTokens.key],
        set: {
          exceptKey: sql`excluded.except_key`,
          issuedUntil: sql`greatest(${endedTokens.issuedUntil}, excluded.issued_until)`,
          expiresAt: sql`greatest(${endedTokens.expiresAt}, excluded.expires_at)`,
        },
      }),
})

/** Returns the ended tokens of a user who may have been deleted. */
export const listEndedTokens = compiledQuery({
  name: 'token_list_ended',
  build: (db) =>
    db
      .select({ key: endedTokens.key, exceptKey: endedTokens.exceptKey, issuedUntil: endedTokens.issuedUntil })
      .from(endedTokens)
      .where(
        and(
          eq(endedTokens.userId, sql.placeholder('userId')),
          gt(endedTokens.expiresAt, sql`${sql.placeholder('now')}::timestamptz`),
        ),
      ),
})

/** Creates the functions that end tokens. `onEnded` is called with the user once it is committed. */
export function createEndedTokens(onEnded: (userId: string) => void): EndedTokens {
  async function end(ended: Pick<Ended, 'key' | 'exceptKey'>, token: ExternalToken | undefined, ctx: UserContext) {
    const { userId } = ctx.caller
    // The clock of the issuer may be ahead.
    const issuedUntil = Math.max(ctx.now().getTime(), (token?.issuedAt ?? 0) * 1000)
    const hasSiblings = ended.key === everyToken || isSessionKey(ended.key)
    const expiresAt = hasSiblings || !token ? issuedUntil + longestLife * 1000 : token.expiresAt * 1000
    await endTokens(ctx.db, {
      ...ended,
      userId,
      issuedUntil: new Date(issuedUntil).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    })
    ctx.afterCommit(() => onEnded(userId))
  }

  return {
    async end(token, ctx) {
      if (token.key === undefined)
        throw notRevocable('The token has no `sid`, `jti` or `iat`, so it cannot be ended here.')
      await end({ key: token.key, exceptKey: null }, token, ctx)
    },
    async endAll(ctx, except) {
      if (except && except.issuedAt === undefined)
        throw notRevocable('The token has no `iat`, so it is unknown which tokens are earlier.')
      await end({ key: everyToken, exceptKey: except?.key ?? null }, except ?? ctx.caller.externalToken, ctx)
    },
  }
}

/** Returns whether a token was ended. One without `iat` counts as issued before. */
export function isEnded({ key, issuedAt = 0 }: ExternalToken, ended: readonly Ended[]): boolean {
  return ended.some(
    (entry) =>
      (entry.key === everyToken ? key === undefined || key !== entry.exceptKey : key === entry.key) &&
      issuedAt * 1000 <= Date.parse(entry.issuedUntil),
  )
}

function notRevocable(detail: string): ServiceError {
  return new ServiceError('token_not_revocable', `${detail} Sign out at its issuer.`)
}

/** Deletes the entries whose tokens have expired. */
export async function purgeEndedTokens(db: Database, now: Date): Promise<void> {
  await deleteExpired(db, { now: now.toISOString() })
}

const deleteExpired = compiledQuery({
  name: 'purge_ended_tokens',
  prepare: false,
  build: (db) => db.delete(endedTokens).where(sql`${endedTokens.expiresAt} <= ${sql.placeholder('now')}::timestamptz`),
})
