import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { type Audit, ensureUnknownUser, unknownUser } from './audit.js'

/** Records a failed sign-in, with the same statement if the user is unknown. Only logs it if the user was deleted meanwhile. */
export type AuditFailedSignIn = (userId: string | undefined, ctx: Context) => Promise<void>

export function createAuditFailedSignIn(audit: Audit): AuditFailedSignIn {
  return async (userId, ctx) => {
    try {
      await audit(ctx, 'sign_in_failed', userId ?? unknownUser)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      if (userId !== undefined) return audit(ctx, 'sign_in_failed', undefined)
      await ensureUnknownUser(ctx)
      await audit(ctx, 'sign_in_failed', unknownUser)
    }
  }
}
