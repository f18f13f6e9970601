import { grantedScopes } from '@taskpact/contract'
import { inTransaction } from '@taskpact/engine'
import type { Context } from '../../context.js'
import type { AnnouncedApp } from '../../mail/app-authorized.js'
import type { Enqueue } from '../../mail/outbox.js'
import { userDeleted } from '../../stores/owner.js'
import type { Audit } from '../audit.js'
import { findUser, type UserRow } from '../current-user.js'
import type { MailedCode, MailedCodes } from '../email/mailed-codes.js'
import type { SignInWithPasskey } from '../passkeys/passkeys.js'
import type { SignInWithCode } from '../second-factor/sign-in-with-code.js'
import { type AuthenticatedUser, type SignIn, withoutMissingFactor } from '../sign-in.js'
import type { SignInWithPassword } from '../sign-in-with-password.js'
import { lockUserById } from '../user-queries.js'
import { getRecord, setAppOfGrant } from './record-queries.js'
import { type OAuthRecords, recordHash } from './records.js'
import type { SigningKeys } from './signing-keys.js'

/** An app as the consent page showed it. */
export interface AuthorizedApp extends AnnouncedApp {
  readonly clientId: string
}

/** Signs a user in without a session of the API. */
type Authenticate<S extends SignInWithPassword | SignInWithCode | SignInWithPasskey> = (
  given: Parameters<S>[0],
  ctx: Context,
) => Promise<AuthenticatedUser>

interface AppMailedCodes extends Pick<MailedCodes, 'request'> {
  signIn(given: MailedCode, ctx: Context): Promise<AuthenticatedUser>
}

/** The operations on accounts that the authorization server needs. */
export interface AppAuthorization {
  readonly records: OAuthRecords
  readonly keys: SigningKeys
  /** Fails as the operation `auth.signin`. */
  readonly signInWithPassword: Authenticate<SignInWithPassword>
  /** Fails as the operation `auth.signInWithCode`. */
  readonly signInWithCode: Authenticate<SignInWithCode>
  /** Fails as the operation `auth.passkeys.signIn`. */
  readonly signInWithPasskey: Authenticate<SignInWithPasskey>
  /** Undefined: the server sends no mail. */
  readonly mailedCodes: AppMailedCodes | undefined
  findUser(userId: string, ctx: Pick<Context, 'db'>): Promise<UserRow | undefined>
  /** Records that a user has authorized an app, and mails the user if the app can do more than before. */
  authorize(userId: string, grantId: string, app: AuthorizedApp, ctx: Context): Promise<void>
}

interface Dependencies {
  readonly records: OAuthRecords
  readonly keys: SigningKeys
  readonly signInWithPassword: SignInWithPassword
  readonly signInWithCode: SignInWithCode
  readonly signInWithPasskey: SignInWithPasskey
  readonly mailedCodes: MailedCodes | undefined
  readonly signIn: SignIn
  readonly audit: Audit
  /** Stores a mail to the user about a change. Undefined: the server sends no mail. */
  readonly enqueue: Enqueue | undefined
}

export function createAppAuthorization(dependencies: Dependencies): AppAuthorization {
  const { records, keys, mailedCodes, signIn, audit, enqueue } = dependencies
  return {
    records,
    keys,
    async signInWithPassword(given, ctx) {
      return withoutMissingFactor(await dependencies.signInWithPassword(given, ctx, signIn.authenticate))
    },
    async signInWithCode(given, ctx) {
      return withoutMissingFactor(await dependencies.signInWithCode(given, ctx, signIn.authenticate))
    },
    async signInWithPasskey(given, ctx) {
      return withoutMissingFactor(await dependencies.signInWithPasskey(given, ctx, signIn.authenticate))
    },
    mailedCodes: mailedCodes && {
      request: mailedCodes.request,
      async signIn(given, ctx) {
        return withoutMissingFactor(await mailedCodes.signIn(given, ctx, signIn.authenticate))
      },
    },
    findUser: (userId, { db }) => findUser(userId, db),
    async authorize(userId, grantId, app, ctx) {
      const hash = recordHash('Grant', grantId)
      await inTransaction(ctx, async (tx) => {
        // Locks the user, so that a form that is sent twice is announced once.
        const [user] = await lockUserById(tx.db, { id: userId })
        if (!user) throw userDeleted()
        const [grant] = await getRecord(tx.db, { hash })
        if (!grant) return // ended by a concurrent request
        await setAppOfGrant(tx.db, { hash, app: JSON.stringify(app) })
        await audit(tx, 'app_authorized', userId)
        if (user.email === null || !canDoMore(app, grant.app)) return
        const { name, host, scopes }: AnnouncedApp = app
        const detail = JSON.stringify({ name, host, scopes })
        await enqueue?.({ userId, kind: 'app_authorized', recipient: user.email, detail }, tx)
      })
    },
  }
}

/** Returns whether the grant is new, or has scopes that it did not have. `previous` is the stored app as JSON, or null. */
function canDoMore({ scopes }: AuthorizedApp, previous: string | null): boolean {
  if (previous === null) return true
  const known = grantedScopes((JSON.parse(previous) as AuthorizedApp).scopes)
  return grantedScopes(scopes).some((scope) => !known.includes(scope))
}
