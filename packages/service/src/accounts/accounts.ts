import type { Contract } from '@taskpact/contract'
import type { CreateLimiter } from '@taskpact/engine'
import { afterAll, newestFirst, readPage } from '@taskpact/engine'
import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { createAccessTokens } from './access-token.js'
import { createAccount } from './account.js'
import { type AuditLine, createAudit, listEvents } from './audit.js'
import { createExport, type ExportSections } from './export.js'
import { createForeignVerifier, type IssuerOptions } from './external-token.js'
import { createIdentify, type Identify } from './identify.js'
import { createPasswords, type PasswordCost } from './password.js'
import { createPasswordRules } from './password-rules.js'
import { createRefreshTokens } from './refresh-token.js'
import { listSessions } from './session-queries.js'
import { createLiveness } from './session-status.js'
import { createSessions } from './sessions.js'
import { createThrottle, type FailureLimits } from './throttle.js'

export interface AccountsOptions {
  /** The first signs; the others are of before a rotation, and still verify. At least 32 bytes each. */
  readonly secrets: readonly string[]
  /** Another issuer whose tokens are accepted, beside those signed with a secret of ours. */
  readonly issuer?: IssuerOptions | undefined
  readonly passwordBlocklist?: 'common' | undefined
  /** Default: what OWASP recommends. */
  readonly passwordCost?: PasswordCost | undefined
  readonly failureLimits?: FailureLimits | undefined
  /** Default: wrong passwords are counted in this process alone. */
  readonly createLimiter?: CreateLimiter | undefined
  /** Called for each security event of an account. */
  readonly onAudit: (line: AuditLine) => void
  /** What other domains add to the export of an account. */
  readonly exportSections: ExportSections
}

export interface Accounts {
  readonly handlers: Service<Contract>['auth']
  readonly identify: Identify
}

/** Accounts, sessions and the tokens of ours and of others. */
export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const { secrets, issuer, failureLimits, createLimiter, onAudit } = options
  const access = createAccessTokens(secrets)
  const liveness = createLiveness()
  const audit = createAudit(onAudit)
  const sessions = createSessions(access, createRefreshTokens(secrets), liveness, audit)
  const passwords = createPasswords(options.passwordCost)
  const rules = await createPasswordRules(options.passwordBlocklist)
  const throttle = createThrottle(failureLimits, createLimiter)

  return {
    identify: createIdentify(access, createForeignVerifier(secrets, issuer), liveness),
    handlers: {
      ...createAccount(sessions, throttle, passwords, rules, audit),
      exportMe: createExport(options.exportSections),
      sessions: {
        async list(_input, ctx) {
          return { items: await listSessions(ctx.caller.userId, ctx.caller.sessionId, ctx) }
        },
        async revoke({ sessionId }, ctx) {
          const { userId } = ctx.caller
          if (!(await sessions.end({ userId, sessionId }, ctx)))
            throw new ServiceError('not_found', 'Session not found.')
          await audit(ctx, 'session_revoked', userId, sessionId)
          return undefined
        },
        async revokeOthers(_input, ctx) {
          const { userId, sessionId } = ctx.caller
          await sessions.endOthers(userId, sessionId, ctx)
          await audit(ctx, 'other_sessions_revoked', userId, sessionId)
          return undefined
        },
      },
      events: {
        list(page, { caller: { userId }, db }) {
          return readPage(newestFirst([userId, 'events']), page, (before = afterAll, limit) =>
            listEvents(db, { userId, before, limit }),
          )
        },
      },
    },
  }
}
