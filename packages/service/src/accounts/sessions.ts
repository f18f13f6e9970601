import type { SignedIn, User } from '@taskpact/contract'
import type { Database, sessions } from '@taskpact/db'
import type { Caller } from '@taskpact/engine'
import { newId } from '@taskpact/engine'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { requireUser } from '../stores/owner.js'
import type { AccessTokens } from './access-token.js'
import type { Audit } from './audit.js'
import { hashOf, type RefreshTokenOwner, type RefreshTokens } from './refresh-token.js'
import {
  createSession,
  deleteExpiredSessions,
  deleteOtherSessions,
  deleteSession,
  deleteSessions,
  getSession,
  limits,
  rotateSession,
} from './session-queries.js'
import type { SessionStatusCache } from './session-status.js'

const absoluteLimit = 90 * 24 * 60 * 60 * 1000
const graceMs = 10_000

export interface Sessions {
  /** Creates a session. Every sign-in has its own. */
  open(user: User, ctx: Context, kept: boolean): Promise<{ signedIn: SignedIn; sessionId: string }>
  /** Exchanges a refresh token. Rejects with `invalid_token`. A token that was exchanged before ends its session. */
  refresh(token: string, ctx: Context, userOf: (userId: string) => Promise<User | undefined>): Promise<SignedIn>
  /** Whether the browser stores the refresh token of the caller's session, out of reach of scripts. */
  isKept(caller: Caller, db: Database): Promise<boolean>
  /** Ends a session. Returns false if the user has no such session. */
  end(owner: RefreshTokenOwner, ctx: Context): Promise<boolean>
  /** Ends all sessions of a user except one. */
  endOthers(userId: string, but: string | undefined, ctx: Context): Promise<void>
}

type Row = typeof sessions.$inferSelect

export function createSessions(
  access: AccessTokens,
  refreshing: RefreshTokens,
  sessionStatus: SessionStatusCache,
  audit: Audit,
): Sessions {
  async function signedIn(
    row: Row,
    refreshToken: string,
    user: User,
    { refreshToken: store, now, afterCommit }: Context,
  ): Promise<SignedIn> {
    const { token, expiresAt } = await access.issue(row.userId, row.id, now())
    const answer = { token, expiresAt: expiresAt.toISOString(), user }
    if (!row.kept) return { ...answer, refreshToken }
    if (!store) throw notSupported()
    afterCommit(() => store.set(refreshToken, new Date(row.expiresAt)))
    return answer
  }

  async function end({ userId, sessionId }: RefreshTokenOwner, { db, afterCommit }: Context): Promise<boolean> {
    const ended = await deleteSession(db, { userId, sessionId })
    afterCommit(() => sessionStatus.end(userId, sessionId))
    return ended.length > 0
  }

  return {
    async open(user, ctx, kept) {
      if (kept && !ctx.refreshToken) throw notSupported()
      const owner = { userId: user.id, sessionId: newId() }
      const refreshToken = refreshing.first(owner)
      const at = ctx.now()
      const row = {
        userId: user.id,
        id: owner.sessionId,
        tokenHash: hashOf(refreshToken),
        previousTokenHash: null,
        rotatedAt: at.toISOString(),
        createdAt: at.toISOString(),
        lastUsedAt: at.toISOString(),
        expiresAt: new Date(at.getTime() + absoluteLimit).toISOString(),
        kept,
        userAgent: ctx.client.userAgent ?? null,
        ip: ctx.client.ip ?? null,
      }
      await deleteExpiredSessions(ctx.db, { userId: user.id, ...limits(at) })
      await requireUser(createSession(ctx.db, { ...row, at: row.createdAt }))
      return { signedIn: await signedIn(row, refreshToken, user, ctx), sessionId: owner.sessionId }
    },

    async refresh(token, ctx, userOf) {
      const owner = refreshing.ownerOf(token)
      if (!owner) throw invalid()
      const { db } = ctx
      const given = hashOf(token)
      const candidates = refreshing.next(token, owner)
      const [next] = candidates
      const [rotated] = await rotateSession(db, {
        ...owner,
        given,
        next: hashOf(next),
        kept: ctx.refreshToken !== undefined,
        ip: ctx.client.ip ?? null,
        ...limits(ctx.now()),
      })
      const session = rotated ? { row: rotated, refreshToken: next } : await repeated(owner, given, candidates, ctx)
      const user = await userOf(owner.userId)
      if (!user) throw invalid()
      return signedIn(session.row, session.refreshToken, user, ctx)
    },

    async isKept({ userId, sessionId }, db) {
      if (sessionId === undefined) return false
      const [row] = await getSession(db, { userId, sessionId })
      return row?.kept ?? false
    },

    end,

    async endOthers(userId, but, { db, afterCommit }) {
      const ended = await (but === undefined
        ? deleteSessions(db, { userId })
        : deleteOtherSessions(db, { userId, but }))
      afterCommit(() => {
        for (const { id } of ended) sessionStatus.end(userId, id)
      })
    },
  }

  /** Handles a token that is not the current one: just exchanged, it returns the same result again; otherwise it was stolen. */
  async function repeated(owner: RefreshTokenOwner, given: string, candidates: readonly string[], ctx: Context) {
    const [row] = await getSession(ctx.db, { ...owner })
    if (!row) throw invalid()
    if (row.kept && !ctx.refreshToken) throw notSupported()
    const { now, idleSince } = limits(ctx.now())
    if (row.expiresAt <= now || row.lastUsedAt <= idleSince) {
      await end(owner, ctx)
      throw invalid()
    }
    const justNow = ctx.now().getTime() - Date.parse(row.rotatedAt) <= graceMs
    const refreshToken = candidates.find((candidate) => hashOf(candidate) === row.tokenHash)
    if (justNow && row.previousTokenHash === given && refreshToken !== undefined) return { row, refreshToken }
    if (await end(owner, ctx)) await audit(ctx, 'refresh_reused', owner.userId, owner.sessionId)
    throw invalid()
  }
}

function notSupported(): ServiceError {
  return new ServiceError(
    'invalid_input',
    'This transport cannot store a refresh token in the browser: leave `session` out.',
  )
}

function invalid(): ServiceError {
  return new ServiceError('invalid_token', 'Invalid refresh token: sign in again.')
}
