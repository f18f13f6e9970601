import type { SignedIn } from '@taskpact/contract'
import type { Database, sessions } from '@taskpact/db'
import type { Caller } from '@taskpact/engine'
import { newId } from '@taskpact/engine'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { requireUser } from '../stores/owner.js'
import type { AccessTokens } from './access-token.js'
import type { Audit } from './audit.js'
import { toUser, type UserRow } from './current-user.js'
import { hashOf, type RefreshTokenOwner, type RefreshTokens, refreshTokenIdOf } from './refresh-token.js'
import {
  activityBounds,
  createSession,
  deleteOtherSessions,
  deleteSession,
  deleteSessions,
  getSession,
  getSessionWithUser,
  makeRoomForSession,
  rotateSession,
} from './session-queries.js'
import type { SessionStatus } from './session-status.js'

/** Milliseconds after sign-in at which a session expires. */
const absoluteLimit = 90 * 24 * 60 * 60 * 1000
/** Milliseconds for which a replaced refresh token can be retried although its successor was used, perhaps by another tab. */
const graceMs = 10_000

export interface Sessions {
  /** Creates a session, one for each sign-in. A user who is created in the same transaction has no other one. */
  open(
    user: UserRow,
    ctx: Context,
    options: { readonly usesTokenStore: boolean; readonly isNewUser?: boolean; readonly isConfirmed?: boolean },
  ): Promise<{ signedIn: SignedIn; sessionId: string }>
  /**
   * Replaces a refresh token. A replaced token returns its successor again until that was used, in case the response was lost;
   * afterwards it ends its session. Rejects with `invalid_token` if the token is invalid.
   */
  refresh(token: string, ctx: Context, userOf: (userId: string) => Promise<UserRow | undefined>): Promise<SignedIn>
  /** Returns the user of a refresh token that `refresh` would accept, or undefined. Changes nothing. */
  userOf(token: string, ctx: Context): Promise<UserRow | undefined>
  /** Returns whether the transport stores the refresh token of the caller's session. */
  usesTokenStore(caller: Caller, db: Database): Promise<boolean>
  /** Ends a session. Returns false if the user has no such session. */
  end(owner: RefreshTokenOwner, ctx: Context): Promise<boolean>
  /** Ends all sessions of a user except, if given, one. */
  endOthers(userId: string, exceptId: string | undefined, ctx: Context): Promise<void>
}

type Row = typeof sessions.$inferSelect

/** Creates the sessions of local accounts. */
export function createSessions(
  access: AccessTokens,
  refreshTokens: RefreshTokens,
  sessionStatus: SessionStatus,
  audit: Audit,
): Sessions {
  async function signedIn(
    row: Row,
    refreshToken: string,
    user: UserRow,
    { refreshToken: store, now, afterCommit }: Context,
    refreshTokenId?: string,
  ): Promise<SignedIn> {
    const { token, expiresAt } = await access.issue(row.userId, row.id, now(), refreshTokenId)
    const response = { token, expiresAt: expiresAt.toISOString(), user: toUser(user) }
    if (!row.usesTokenStore) return { ...response, refreshToken }
    if (!store) throw tokenStoreUnsupported()
    afterCommit(() => store.set(refreshToken, new Date(row.expiresAt)))
    return response
  }

  async function end({ userId, sessionId }: RefreshTokenOwner, { db, afterCommit }: Context): Promise<boolean> {
    const ended = await deleteSession(db, { userId, sessionId })
    afterCommit(() => sessionStatus.markEnded(userId, sessionId))
    return ended.length > 0
  }

  function markEnded(ended: readonly { readonly id: string }[], userId: string, { afterCommit }: Context): void {
    afterCommit(() => {
      for (const { id } of ended) sessionStatus.markEnded(userId, id)
    })
  }

  return {
    async open(user, ctx, { usesTokenStore, isNewUser = false, isConfirmed = false }) {
      if (usesTokenStore && !ctx.refreshToken) throw tokenStoreUnsupported()
      const owner = { userId: user.id, sessionId: newId() }
      const refreshToken = refreshTokens.first(owner)
      const at = ctx.now()
      const row = {
        userId: user.id,
        id: owner.sessionId,
        tokenHash: hashOf(refreshToken),
        previousTokenHash: null,
        usedTokenHash: null,
        rotatedAt: at.toISOString(),
        createdAt: at.toISOString(),
        lastUsedAt: at.toISOString(),
        expiresAt: new Date(at.getTime() + absoluteLimit).toISOString(),
        usesTokenStore,
        userAgent: ctx.client.userAgent ?? null,
        ip: ctx.client.ip ?? null,
        confirmedAt: isConfirmed ? at.toISOString() : null,
      }
      if (!isNewUser) {
        const replaced = await makeRoomForSession(ctx.db, { userId: user.id, ...activityBounds(at) })
        markEnded(replaced, user.id, ctx)
      }
      await requireUser(createSession(ctx.db, { ...row, at: row.createdAt }))
      return { signedIn: await signedIn(row, refreshToken, user, ctx), sessionId: owner.sessionId }
    },

    async refresh(token, ctx, userOf) {
      const owner = refreshTokens.ownerOf(token)
      if (!owner) throw invalidRefreshToken()
      const { db } = ctx
      const tokenHash = hashOf(token)
      const candidates = refreshTokens.next(token, owner)
      const [next] = candidates
      const [rotated] = await rotateSession(db, {
        ...owner,
        tokenHash,
        nextTokenHash: hashOf(next),
        hasTokenStore: ctx.refreshToken !== undefined,
        ip: ctx.client.ip ?? null,
        ...activityBounds(ctx.now()),
      })
      const session = rotated
        ? { row: rotated, refreshToken: next }
        : await retryOrRevoke(owner, tokenHash, candidates, ctx)
      const user = await userOf(owner.userId)
      if (!user) throw invalidRefreshToken()
      return signedIn(session.row, session.refreshToken, user, ctx, refreshTokenIdOf(session.row.tokenHash))
    },

    async userOf(token, ctx) {
      const owner = refreshTokens.ownerOf(token)
      const [found] = owner ? await getSessionWithUser(ctx.db, { ...owner, ...activityBounds(ctx.now()) }) : []
      if (!owner || !found) return undefined
      const { session, user } = found
      const tokenHash = hashOf(token)
      const isCurrent =
        session.tokenHash === tokenHash ||
        successorOf(tokenHash, refreshTokens.next(token, owner), session, ctx) !== undefined
      return isCurrent ? user : undefined
    },

    async usesTokenStore({ userId, sessionId }, db) {
      if (sessionId === undefined) return false
      const [row] = await getSession(db, { userId, sessionId })
      return row?.usesTokenStore ?? false
    },

    end,

    async endOthers(userId, exceptId, ctx) {
      const ended = await (exceptId === undefined
        ? deleteSessions(ctx.db, { userId })
        : deleteOtherSessions(ctx.db, { userId, exceptId }))
      markEnded(ended, userId, ctx)
    },
  }

  /**
   * Handles a token that is not the current one. If it is the previous one and its successor was not used, the response was probably
   * lost: returns the same successor again. So a thief of the previous token gets no session of its own: as soon as both the thief and
   * the owner have used a successor, one of them presents a replaced token. That may have been stolen: ends the session and throws
   * `invalid_token`.
   */
  async function retryOrRevoke(
    owner: RefreshTokenOwner,
    tokenHash: string,
    candidates: readonly string[],
    ctx: Context,
  ) {
    const [row] = await getSession(ctx.db, { ...owner })
    if (!row) throw invalidRefreshToken()
    if (row.usesTokenStore && !ctx.refreshToken) throw tokenStoreUnsupported()
    const { now, idleSince } = activityBounds(ctx.now())
    if (row.expiresAt <= now || row.lastUsedAt <= idleSince) {
      await end(owner, ctx)
      throw invalidRefreshToken()
    }
    const refreshToken = successorOf(tokenHash, candidates, row, ctx)
    if (refreshToken !== undefined) return { row, refreshToken }
    if (await end(owner, ctx)) await audit(ctx, 'refresh_reused', owner.userId, owner.sessionId)
    throw invalidRefreshToken()
  }
}

/** Returns the token that replaced another one, if that can still be retried. */
function successorOf(tokenHash: string, candidates: readonly string[], row: Row, { now }: Context): string | undefined {
  const isInGracePeriod = now().getTime() - Date.parse(row.rotatedAt) <= graceMs
  const isUnused = row.usedTokenHash !== row.tokenHash
  if (!(isInGracePeriod || isUnused) || row.previousTokenHash !== tokenHash) return undefined
  return candidates.find((candidate) => hashOf(candidate) === row.tokenHash)
}

function tokenStoreUnsupported(): ServiceError {
  return new ServiceError('invalid_input', 'This transport cannot store a refresh token. Omit `session`.')
}

function invalidRefreshToken(): ServiceError {
  return new ServiceError('invalid_token', 'Invalid refresh token. Sign in again.')
}
