import type { Context } from '../../context.js'
import type { Audit } from '../audit.js'
import { findUser, type UserRow } from '../current-user.js'
import type { MailedCode, MailedCodes } from '../email/mailed-codes.js'
import type { SignInWithPasskey } from '../passkeys/passkeys.js'
import type { SignInWithCode } from '../second-factor/sign-in-with-code.js'
import { type AuthenticatedUser, type SignIn, withoutMissingFactor } from '../sign-in.js'
import type { SignInWithPassword } from '../sign-in-with-password.js'
import { setAppOfGrant } from './record-queries.js'
import { type OAuthRecords, recordHash } from './records.js'
import type { SigningKeys } from './signing-keys.js'

/** An app as the consent page showed it. */
export interface AuthorizedApp {
  readonly clientId: string
  readonly name: string
  /** Where the app gets the authorization: the host of its redirect URI, or null for a device. */
  readonly host: string | null
  readonly scopes: readonly string[]
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
  /** Records that a user has authorized an app. */
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
}

export function createAppAuthorization(dependencies: Dependencies): AppAuthorization {
  const { records, keys, mailedCodes, signIn, audit } = dependencies
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
      await setAppOfGrant(ctx.db, { hash: recordHash('Grant', grantId), app: JSON.stringify(app) })
      await audit(ctx, 'app_authorized', userId)
    },
  }
}
