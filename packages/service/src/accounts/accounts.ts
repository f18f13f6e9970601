import type { Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { CreateLimiter } from '@taskpact/engine'
import { afterAll, newestFirst, readPage } from '@taskpact/engine'
import type { Service } from '../context.js'
import type { Mail } from '../mail/mail.js'
import { createOutbox } from '../mail/outbox.js'
import type { StoredMail } from '../mail/outbox-queries.js'
import { ServiceError } from '../service-error.js'
import { createAccessTokens } from './access-token.js'
import { createAccount } from './account.js'
import { type AuditEvent, createAudit, listEvents } from './audit.js'
import { createConfirmPassword, createConfirmUser } from './confirm-user.js'
import { createDeviceTokens } from './device-token.js'
import { createLinks } from './email/links.js'
import { createMailLimiter } from './email/mail-limiter.js'
import { createMailedCodes } from './email/mailed-codes.js'
import { createRecovery } from './email/recovery.js'
import { createSignInWithLink } from './email/sign-in-with-link.js'
import { createUseLink } from './email/use-link.js'
import { createEncryption } from './encryption.js'
import { createEndAccess } from './end-access.js'
import { createEndedTokens } from './ended-tokens.js'
import { createExport, type ExportSections } from './export.js'
import { createExternalVerifier, type IssuerOptions } from './external-token.js'
import { createExternalUsers } from './external-user.js'
import { createAuditFailedSignIn } from './failed-sign-in.js'
import { createIdentify, type Identify } from './identify.js'
import { createIdentities } from './identities/identities.js'
import { type IdentityProviderOptions, openProviders } from './identities/providers.js'
import { createRequireOtherWay } from './last-way.js'
import { type AppAuthorization, createAppAuthorization } from './oauth/app-authorization.js'
import { createAppTokenVerifier } from './oauth/app-token.js'
import { createDisconnectApp } from './oauth/disconnect-app.js'
import { createExternalAppTokens, type ExternalAppOptions } from './oauth/external-app-token.js'
import { createGrantStatus } from './oauth/grant-status.js'
import { createGrants } from './oauth/grants.js'
import { createOAuthRecords } from './oauth/records.js'
import type { Resources } from './oauth/resources.js'
import { createSigningKeys } from './oauth/signing-keys.js'
import type { PasskeyOptions } from './passkeys/options.js'
import { createPasskeys } from './passkeys/passkeys.js'
import { createPasswords, type PasswordCost } from './password.js'
import { createPasswordLimiter, type FailureLimits } from './password-limiter.js'
import { createPasswordRules } from './password-rules.js'
import { createPersonalTokenStatus } from './personal-token-status.js'
import { createPersonalTokens } from './personal-tokens.js'
import { createRefreshTokens, type RefreshTokenOwner } from './refresh-token.js'
import { removeFactors } from './remove-factors.js'
import { createCodes } from './second-factor/codes.js'
import { createDailyCodeLimiter } from './second-factor/daily-code-limiter.js'
import { createSecondFactor } from './second-factor/second-factor.js'
import { createSignInTickets } from './second-factor/sign-in-ticket.js'
import { createSignInWithCode } from './second-factor/sign-in-with-code.js'
import { createStepUp } from './second-factor/step-up.js'
import { readSessions, sessionsByUse } from './session-list.js'
import { createSessionStatus } from './session-status.js'
import { createSessions } from './sessions.js'
import { createSignIn, toSignedIn } from './sign-in.js'
import { createSignInWithPassword } from './sign-in-with-password.js'
import { createUnknownTokenLimiter } from './unknown-tokens.js'

export interface AccountsOptions {
  /** At least 32 bytes each. The first one signs; the others are previous ones, for rotation, and only verify. */
  readonly secrets: readonly string[]
  /** An external issuer whose tokens are accepted, besides those signed with one of the secrets. */
  readonly issuer?: IssuerOptions | undefined
  /** Seconds for which a token is accepted after its expiry. Default: 0. */
  readonly expiryTolerance?: number | undefined
  /** Whether the issuer has verified the e-mail address of a token that does not say so. Default: false. */
  readonly emailsVerified?: boolean | undefined
  /** With `common`, new passwords must not be on a list of common ones. */
  readonly passwordBlocklist?: 'common' | undefined
  /** Default: the recommendation of OWASP. */
  readonly passwordCost?: PasswordCost | undefined
  /** Limits of wrong passwords. */
  readonly failureLimits?: FailureLimits | undefined
  /** Counts wrong passwords. Default: in the memory of this process. */
  readonly createLimiter?: CreateLimiter | undefined
  /** Undefined: the server sends no mail. */
  readonly mail?: MailOptions | undefined
  /** With which users can sign in. Default: none. */
  readonly identityProviders?: IdentityProviderOptions | undefined
  /** Whether users must verify their e-mail address before they sign in. Default: false. */
  readonly requiresVerifiedEmail?: boolean | undefined
  /** Called if no secret decrypts the second factor of a user, whose codes are all invalid then. */
  readonly onUnreadableSecret?: ((userId: string) => void) | undefined
  /** This service as the authorization server for apps (OAuth 2.1). Undefined: it is none. */
  readonly apps?: AppOptions | undefined
  /** Another authorization server for apps. Undefined: there is none. */
  readonly externalApps?: ExternalAppOptions | undefined
  /** Undefined: operations on passkeys fail with `not_configured`. */
  readonly passkeys?: PasskeyOptions | undefined
  /** Called for each security event of an account. */
  readonly onAudit: (event: AuditEvent) => void
  /** The parts of an account export that other domains provide. */
  readonly exportSections: ExportSections
}

export interface MailOptions {
  /** URL of the app whose pages the links open, without a trailing slash. */
  readonly appUrl: string
  /** Called when a mail has been stored that should be sent. */
  readonly onStored: () => void
}

export interface AppOptions {
  /** URL of the authorization server. */
  readonly issuer: string
  readonly resources: Resources
}

export interface Accounts {
  /** The handlers of all operations on accounts. */
  readonly handlers: Service<Contract>['auth']
  readonly identify: Identify
  /** Returns the session of a refresh token that this service has issued at any time, or undefined. Reads no data. */
  readonly sessionOf: (refreshToken: string) => RefreshTokenOwner | undefined
  /** Undefined without an authorization server. */
  readonly apps: AppAuthorization | undefined
  /** Returns the mail to send for a stored one, or undefined if there is nothing to send any more. */
  readonly writeMail: (stored: StoredMail, now: Date, db: Database) => Promise<Mail | undefined>
}

/** Creates the accounts domain: accounts, sessions, and the tokens of this service and of external issuers. */
export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const { secrets, issuer, expiryTolerance, emailsVerified, failureLimits, createLimiter, onAudit } = options
  const access = createAccessTokens(secrets, expiryTolerance)
  const sessionStatus = createSessionStatus()
  const verifyExternal = createExternalVerifier(secrets, issuer, { expiryTolerance, emailsVerified })
  const externalUsers = createExternalUsers()
  const endedTokens = createEndedTokens(externalUsers.forget)
  const audit = createAudit(onAudit)
  const refreshTokens = createRefreshTokens(secrets)
  const sessions = createSessions(access, refreshTokens, sessionStatus, audit)
  const passwords = createPasswords(options.passwordCost)
  const checkNewPassword = await createPasswordRules(options.passwordBlocklist)
  const limiter = createPasswordLimiter(failureLimits, createLimiter)
  const confirmPassword = createConfirmPassword(passwords, limiter, audit)
  const confirmUser = createConfirmUser(confirmPassword, audit)
  const personalTokens = createPersonalTokens(
    createPersonalTokenStatus(createUnknownTokenLimiter(createLimiter)),
    confirmUser,
    audit,
  )
  const tickets = createSignInTickets(secrets)
  const signIn = createSignIn(sessions, createDeviceTokens(secrets), tickets, audit)
  const enqueue = createOutbox(() => options.mail?.onStored())
  const auditFailedSignIn = createAuditFailedSignIn(audit)
  const requiresVerifiedEmail = options.requiresVerifiedEmail ?? false
  const links = options.mail && createLinks(secrets, options.mail.appUrl, enqueue)
  const mailLimiter = createMailLimiter(createLimiter)
  const providers = await openProviders(options.identityProviders)
  const requireOtherWay = createRequireOtherWay(
    (provider) => providers.all.some(({ id }) => id === provider),
    links !== undefined,
  )
  const totpSecrets = createEncryption(secrets, 'totp secret')
  const notices = links && enqueue
  const onUnreadableSecret = options.onUnreadableSecret ?? (() => {})
  const limitCodes = createDailyCodeLimiter(createLimiter)
  const codes = createCodes({ limiter, limitCodes, totpSecrets, enqueue: notices, audit, onUnreadableSecret })
  const signInWithPassword = createSignInWithPassword({
    limiter,
    passwords,
    auditFailedSignIn,
    signIn,
    requiresVerifiedEmail,
  })
  const signInWithCode = createSignInWithCode(tickets, codes, signIn)
  const passkeys = createPasskeys({
    secrets,
    options: options.passkeys,
    confirmUser,
    signIn,
    audit,
    auditFailedSignIn,
    enqueue: notices,
    requiresVerifiedEmail,
    requireOtherWay,
  })
  const grantStatus = createGrantStatus()
  const disconnectApp = createDisconnectApp(grantStatus, audit)
  const grants = createGrants(grantStatus, disconnectApp)
  const endAccess = createEndAccess(sessions, personalTokens, endedTokens, grants)
  const useLink = createUseLink(links)
  const signInWithLink = createSignInWithLink({ useLink, signIn, removeFactors, endAccess })
  const mailedCodes =
    links &&
    options.apps &&
    createMailedCodes({
      secrets,
      host: new URL(options.apps.issuer).host,
      links,
      mailLimiter,
      createLimiter,
      signInWithLink,
      audit,
      auditFailedSignIn,
    })
  const keys = createSigningKeys(createEncryption(secrets, 'oauth key'))
  const verifyAppToken =
    options.apps && createAppTokenVerifier({ ...options.apps, keys, expiryTolerance: expiryTolerance ?? 0 })
  const { signInWithPasskey } = passkeys
  const records = createOAuthRecords(grantStatus, disconnectApp, createEncryption(secrets, 'oauth record'))

  return {
    sessionOf: refreshTokens.ownerOf,
    identify: createIdentify({
      access,
      verifyExternal,
      sessionStatus,
      externalUsers,
      identifyPersonal: personalTokens.identify,
      verifyAppToken,
      externalApps: options.externalApps && createExternalAppTokens(options.externalApps, expiryTolerance),
      grantStatus,
      resources: (options.apps ?? options.externalApps)?.resources,
    }),
    apps:
      options.apps &&
      createAppAuthorization({
        records,
        keys,
        signInWithPassword,
        signInWithCode,
        signInWithPasskey,
        mailedCodes,
        signIn,
        audit,
        enqueue: notices,
      }),
    writeMail: async (stored, now, db) => links?.write(stored, now, db),
    handlers: {
      ...createAccount({
        sessions,
        endedTokens,
        passwords,
        checkNewPassword,
        audit,
        confirmUser,
        personalTokens,
        grants,
        signIn,
        signInWithPassword,
        links,
        mailLimiter,
        enqueue,
        requiresVerifiedEmail,
      }),
      ...createRecovery({
        links,
        useLink,
        enqueue,
        mailLimiter,
        passwords,
        checkNewPassword,
        confirmUser,
        endAccess,
        removeFactors,
        signIn,
        signInWithLink,
        audit,
      }),
      async signInWithCode({ session, ...given }, ctx) {
        const usesTokenStore = session === 'cookie'
        const result = await signInWithCode(given, ctx, (user, tx, proved) =>
          signIn.complete(user, tx, { ...proved, usesTokenStore }),
        )
        return toSignedIn(result)
      },
      stepUp: createStepUp(confirmPassword, codes, audit),
      secondFactor: createSecondFactor({ confirmUser, codes, totpSecrets, enqueue: notices, audit }),
      tokens: personalTokens.handlers,
      apps: grants.handlers,
      passkeys: passkeys.handlers,
      identities: createIdentities({
        secrets,
        providers,
        confirmUser,
        signIn,
        audit,
        enqueue,
        sendsMail: links !== undefined,
        requireOtherWay,
      }),
      exportMe: createExport(options.exportSections),
      sessions: {
        list(page, ctx) {
          return readPage(
            sessionsByUse([ctx.caller.userId, 'sessions']),
            { ...page, history: ctx.history },
            readSessions(ctx),
          )
        },
        async revoke({ sessionId }, ctx) {
          const { userId } = ctx.caller
          if (!(await sessions.end({ userId, sessionId }, ctx)))
            throw new ServiceError('not_found', 'Session not found.')
          await audit(ctx, 'session_revoked', userId, sessionId)
          return undefined
        },
        async revokeOthers(_input, ctx) {
          const { userId, sessionId, externalToken } = ctx.caller
          await endedTokens.endAll(ctx, externalToken)
          await sessions.endOthers(userId, sessionId, ctx)
          await audit(ctx, 'other_sessions_revoked', userId, sessionId)
          return undefined
        },
      },
      events: {
        list(page, { caller: { userId }, db, history }) {
          return readPage(newestFirst([userId, 'events']), { ...page, history }, (before = afterAll, limit) =>
            listEvents(db, { userId, before, limit }),
          )
        },
      },
    },
  }
}
