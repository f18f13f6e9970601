import type { Context, UserContext } from '../context.js'
import type { EndedTokens } from './ended-tokens.js'
import type { Grants } from './oauth/grants.js'
import type { PersonalTokens } from './personal-tokens.js'
import type { Sessions } from './sessions.js'

/** Ends all sessions, personal access tokens, external tokens and apps of a user, with the streams that they opened. */
export type EndAccess = (userId: string, ctx: Context) => Promise<void>

export function createEndAccess(
  sessions: Pick<Sessions, 'endOthers'>,
  personalTokens: Pick<PersonalTokens, 'endAll'>,
  endedTokens: Pick<EndedTokens, 'endAll'>,
  grants: Pick<Grants, 'endAll'>,
): EndAccess {
  return async (userId, ctx) => {
    await sessions.endOthers(userId, undefined, ctx)
    await personalTokens.endAll(userId, ctx)
    await grants.endAll(userId, ctx)
    await endedTokens.endAll(asUser(userId, ctx))
  }
}

/** A copy of a context with a user whom a link identifies. The context has getters on its prototype. */
function asUser(userId: string, ctx: Context): UserContext {
  return Object.assign(Object.create(Object.getPrototypeOf(ctx)), ctx, { caller: { userId } })
}
