import { type Contract, grantedScopes, tokenLimits } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { afterAll, inTransaction, newestFirst, newId, readPage } from '@taskpact/engine'
import type { Context, Service, UserContext } from '../context.js'
import { ServiceError } from '../service-error.js'
import { expired, invalidToken } from './access-token.js'
import type { Audit } from './audit.js'
import type { ConfirmUser } from './confirm-user.js'
import type { Identify } from './identify.js'
import { isWellFormedToken, newPersonalToken, personalTokenHash } from './personal-token.js'
import {
  countPersonalTokens,
  createPersonalToken,
  deleteExpiredPersonalTokens,
  deletePersonalToken,
  deletePersonalTokens,
  listPersonalTokens,
  withKnownScopes,
} from './personal-token-queries.js'
import type { PersonalTokenStatus } from './personal-token-status.js'
import { lockUser } from './user-queries.js'

const day = 24 * 60 * 60_000

export interface PersonalTokens {
  readonly handlers: Service<Contract>['auth']['tokens']
  /** Returns the owner of a token with its scopes. */
  readonly identify: Identify
  /** Ends all tokens of a user. */
  endAll(userId: string, ctx: Context): Promise<void>
}

/** Creates the personal access tokens of users. */
export function createPersonalTokens(
  status: PersonalTokenStatus,
  confirmUser: ConfirmUser,
  audit: Audit,
): PersonalTokens {
  function markEnded(tokens: readonly { readonly hash: string }[], { afterCommit }: Context): void {
    afterCommit(() => {
      for (const { hash } of tokens) status.markEnded(hash)
    })
  }

  return {
    handlers: {
      list(page, ctx) {
        const { userId } = ctx.caller
        return readPage(newestFirst([userId, 'tokens']), { ...page, history: ctx.history }, readTokens(ctx))
      },

      async create({ name, scopes, expiresInDays, password }, ctx) {
        const { id: owner, passwordHash } = await confirmUser(password, ctx, creation)
        const token = newPersonalToken()
        const at = ctx.now()
        const created = {
          id: newId(),
          name,
          scopes: [...grantedScopes(scopes)],
          createdAt: at.toISOString(),
          expiresAt: new Date(at.getTime() + expiresInDays * day).toISOString(),
        }
        return inTransaction(ctx, async (tx) => {
          // Locks the user, so that the password cannot change, nor the user be deleted, nor another token exceed the limit.
          const [locked] = await lockUser(tx.db, { id: owner, passwordHash })
          if (!locked) throw invalidToken()
          await requireRoom(owner, at, tx.db)
          await createPersonalToken(tx.db, { ...created, owner, hash: personalTokenHash(token) })
          await audit(tx, 'token_created', owner, ctx.caller.sessionId)
          return { ...created, lastUsedAt: null, token }
        })
      },

      async revoke({ tokenId }, ctx) {
        const { userId, sessionId } = ctx.caller
        return inTransaction(ctx, async (tx) => {
          const deleted = await deletePersonalToken(tx.db, { owner: userId, id: tokenId })
          if (deleted.length === 0) throw new ServiceError('not_found', 'Token not found.')
          markEnded(deleted, tx)
          await audit(tx, 'token_revoked', userId, sessionId)
          return undefined
        })
      },
    },

    async identify(token, ctx) {
      if (!isWellFormedToken(token)) throw invalidToken()
      const hash = personalTokenHash(token)
      const found = await status.find(hash, ctx)
      if (!found) throw invalidToken()
      if (Date.parse(found.expiresAt) <= ctx.now.getTime()) throw expired()
      status.markUsed(hash, ctx)
      return { userId: found.userId, tokenId: found.id, scopes: found.scopes }
    },

    async endAll(userId, ctx) {
      markEnded(await deletePersonalTokens(ctx.db, { owner: userId }), ctx)
    },
  }
}

const creation = { pointer: '/password', event: 'token_creation_failed' } as const

/** Returns a function that reads the listed tokens of the caller. */
export function readTokens({ caller: { userId: owner }, db, now }: UserContext) {
  const listedSince = new Date(now().getTime() - tokenLimits.listedDays * day).toISOString()
  return async (before: string = afterAll, limit: number) =>
    (await listPersonalTokens(db, { owner, before, limit, listedSince })).map(withKnownScopes)
}

/** Throws `quota_exceeded` if the user has as many valid tokens as are allowed. */
async function requireRoom(owner: string, now: Date, db: Database): Promise<void> {
  const [counted] = await countPersonalTokens(db, { owner, now: now.toISOString() })
  const use = counted?.count ?? 0
  const limit = tokenLimits.perUser
  if (use >= limit)
    throw new ServiceError('quota_exceeded', `You have ${use} tokens: revoke one first.`, { facts: { limit, use } })
}

/** Deletes the tokens that are no longer listed. */
export async function purgePersonalTokens(db: Database, now: Date): Promise<void> {
  await deleteExpiredPersonalTokens(db, {
    before: new Date(now.getTime() - tokenLimits.listedDays * day).toISOString(),
  })
}
