import type { Contract } from '@taskpact/contract'
import type { CreateLimiter } from '@taskpact/engine'
import { afterAll, newestFirst, readPage } from '@taskpact/engine'
import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { createAccessTokens } from './access-token.js'
import { createAccount } from './account.js'
import { type AuditLine, createAudit, listEvents } from './audit.js'
import { createExport, type ExportSections } from './export.js'
import { createExternalVerifier, type IssuerOptions } from './external-token.js'
import { createIdentify, type Identify } from './identify.js'
import { createPasswords, type PasswordCost } from './password.js'
import { createPasswordRules } from './password-rules.js'
import { createRefreshTokens } from './refresh-token.js'
import { listSessions } from './session-queries.js'
import { createSessionStatusCache } from './session-status.js'
import { createSessions } from './sessions.js'
import { createThrottle, type FailureLimits } from './throttle.js'

export interface AccountsOptions {
  /** The first one signs; the others are the previous ones, for rotation, and only verify. At least 32 bytes each. */
  readonly secrets: readonly string[]
  /** An external issuer whose tokens are accepted, besides those signed with one of the secrets. */
  readonly issuer?: IssuerOptions | undefined
  readonly passwordBlocklist?: 'common' | undefined
  /** Default: the recommendation of OWASP. */
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

/** Accounts, sessions, and the tokens of this service and of external issuers. */
export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const { secrets, issuer, failureLimits, createLimiter, onAudit } = options
  const access = createAccessTokens(secrets)
  const sessionStatus = createSessionStatusCache()
  const audit = createAudit(onAudit)
  const sessions = createSessions(access, createRefreshTokens(secrets), sessionStatus, audit)
  const passwords = createPasswords(options.passwordCost)
  const rules = await createPasswordRules(options.passwordBlocklist)
  const throttle = createThrottle(failureLimits, createLimiter)

  return {
    identify: createIdentify(access, createExternalVerifier(secrets, issuer), sessionStatus),
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
