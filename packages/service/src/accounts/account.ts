import type { Contract } from '@taskpact/contract'
import { inTransaction, newId } from '@taskpact/engine'
import type { Context, Service } from '../context.js'
import type { Enqueue } from '../mail/outbox.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { invalidToken } from './access-token.js'
import type { Audit } from './audit.js'
import type { ConfirmUser } from './confirm-user.js'
import { currentUser, fieldFailure, findUser, notVerified, toUser } from './current-user.js'
import { deleteTakeoverTokens } from './email/email-token-queries.js'
import type { Links } from './email/links.js'
import type { MailLimiter } from './email/mail-limiter.js'
import type { EndedTokens } from './ended-tokens.js'
import { findUserByEmail } from './find-user-by-email.js'
import { deleteIdentities } from './identities/identity-queries.js'
import type { Grants } from './oauth/grants.js'
import type { Passwords } from './password.js'
import type { CheckNewPassword } from './password-rules.js'
import type { PersonalTokens } from './personal-tokens.js'
import type { Sessions } from './sessions.js'
import { type SignIn, toSignedIn } from './sign-in.js'
import type { SignInWithPassword } from './sign-in-with-password.js'
import {
  createRevision,
  createUserWithEmail,
  deleteUser,
  lockRevision,
  lockUser,
  lockUserById,
  setUserName,
  setUserPassword,
  withoutClaims,
} from './user-queries.js'

type Account = Pick<
  Service<Contract>['auth'],
  'signup' | 'signin' | 'refresh' | 'session' | 'signout' | 'me' | 'updateMe' | 'changePassword' | 'deleteMe'
>

interface AccountDependencies {
  readonly sessions: Sessions
  readonly endedTokens: EndedTokens
  readonly passwords: Passwords
  readonly checkNewPassword: CheckNewPassword
  readonly audit: Audit
  readonly confirmUser: ConfirmUser
  readonly personalTokens: Pick<PersonalTokens, 'endAll'>
  readonly grants: Pick<Grants, 'endAll'>
  readonly signIn: SignIn
  readonly signInWithPassword: SignInWithPassword
  /** Undefined: the server sends no mail. */
  readonly links: Links | undefined
  readonly mailLimiter: MailLimiter
  readonly enqueue: Enqueue
  /** Whether users must verify their e-mail address before they sign in. */
  readonly requiresVerifiedEmail: boolean
}

/** Creates the handlers for local accounts: sign-up, sign-in, sign-out, and what users do with their account. */
export function createAccount(dependencies: AccountDependencies): Account {
  const { sessions, endedTokens, passwords, checkNewPassword, audit } = dependencies
  const {
    confirmUser,
    personalTokens,
    grants,
    signIn,
    signInWithPassword,
    links,
    mailLimiter,
    enqueue,
    requiresVerifiedEmail,
  } = dependencies
  return {
    async signup({ email, password, name, session }, ctx) {
      checkNewPassword(password, email, 'password')
      const passwordHash = await passwords.hash(password)
      const createdAt = ctx.now().toISOString()
      // For each sign-up, so that repeated ones do not fill the mailbox of an address. Without the mail, another link can be requested.
      const sendsMail = links !== undefined && (await mailLimiter.tryConsume('sign_up_attempt', email))
      const user = { id: newId(), email, name: name ?? null, passwordHash, createdAt, ...withoutClaims }
      const signedIn = await inTransaction(ctx, async (tx) => {
        const { db } = tx
        if (!(await createUserWithEmail(db, user))) {
          if (requiresVerifiedEmail) return undefined
          throw fieldFailure('email_taken', '/email', 'taken', 'An account with this e-mail address already exists.')
        }
        await createRevision(db, { id: user.id })
        if (sendsMail) await links.send({ userId: user.id, kind: 'verify_email', email }, tx)
        if (requiresVerifiedEmail) {
          await audit(tx, 'signed_up', user.id)
          return user.id
        }
        const usesTokenStore = session === 'cookie'
        const { signedIn, sessionId } = await sessions.open(user, tx, { usesTokenStore, isNewUser: true })
        await audit(tx, 'signed_up', user.id, sessionId)
        return signIn.withDeviceToken(signedIn, user, undefined, tx)
      })
      if (typeof signedIn === 'object') return signedIn
      if (signedIn === undefined && sendsMail) await announceSignUp(email, ctx)
      throw notVerified()
    },

    async signin({ session, ...credentials }, ctx) {
      const usesTokenStore = session === 'cookie'
      const result = await signInWithPassword(credentials, ctx, (user, tx, proved) =>
        signIn.complete(user, tx, { ...proved, usesTokenStore }),
      )
      return toSignedIn(result)
    },

    async refresh({ refreshToken }, ctx) {
      const token = refreshToken ?? ctx.refreshToken?.get()
      if (!token) throw new ServiceError('invalid_token', 'The request has no refresh token.')
      return sessions.refresh(token, ctx, (userId) => findUser(userId, ctx.db))
    },

    async session(_input, ctx) {
      const token = ctx.refreshToken?.get()
      const user = token === undefined ? undefined : await sessions.userOf(token, ctx)
      return { user: user ? toUser(user) : null }
    },

    async signout(_input, ctx) {
      const { userId, sessionId, externalToken } = ctx.caller
      if (externalToken) await endedTokens.end(externalToken, ctx)
      if (sessionId !== undefined) await sessions.end({ userId, sessionId }, ctx)
      ctx.refreshToken?.clear()
      await audit(ctx, 'signed_out', userId, sessionId)
      return undefined
    },

    me: async (_input, ctx) => toUser(await currentUser(ctx)),

    async updateMe({ name }, ctx) {
      if (name === undefined) return toUser(await currentUser(ctx))
      const [user] = await setUserName(ctx.db, { id: ctx.caller.userId, name })
      if (!user) throw userDeleted()
      return toUser(user)
    },

    async changePassword({ currentPassword, newPassword }, ctx) {
      const user = await confirmUser(currentPassword, ctx, passwordChange)
      checkNewPassword(newPassword, user.email, 'newPassword')
      const passwordHash = await passwords.hash(newPassword)
      const device = signIn.deviceOf(undefined, user, ctx)
      return inTransaction(ctx, async (tx) => {
        // Locks the user, so that a reset of the password between the check and its effect is not replaced.
        const [locked] = await lockUser(tx.db, { id: user.id, passwordHash: user.passwordHash })
        if (!locked) throw invalidToken()
        const usesTokenStore = await sessions.usesTokenStore(ctx.caller, tx.db)
        await setUserPassword(tx.db, { id: user.id, passwordHash })
        // Someone who knew the old password, or read the mail, may have requested them.
        await deleteTakeoverTokens(tx.db, { userId: user.id })
        await sessions.endOthers(user.id, undefined, tx)
        await endedTokens.endAll(tx)
        await grants.endAll(user.id, tx)
        if (links && user.email !== null)
          await enqueue({ userId: user.id, kind: 'password_changed', recipient: user.email }, tx)
        const { signedIn, sessionId } = await sessions.open(user, tx, { usesTokenStore })
        await audit(tx, 'password_changed', user.id, sessionId)
        // Known, so that strangers cannot lock it out, but not remembered any more.
        const known = device && { id: device.id }
        return signIn.withDeviceToken(signedIn, { ...user, passwordHash }, known, tx)
      })
    },

    async deleteMe({ password }, ctx) {
      const { id } = await confirmUser(password, ctx, deletion)
      await inTransaction(ctx, async (tx) => {
        // Writers of tasks lock the revision first, sign-ins and changes of the account the user; in another order, they could deadlock.
        await lockRevision(tx.db, { id })
        await lockUserById(tx.db, { id })
        await sessions.endOthers(id, undefined, tx)
        await deleteUser(tx.db, id)
        await endedTokens.endAll(tx)
        await personalTokens.endAll(id, tx)
        await grants.endAll(id, tx)
        await deleteIdentities(tx.db, { owner: id })
        await audit(tx, 'deleted', id, ctx.caller.sessionId)
      })
      ctx.refreshToken?.clear()
      return undefined
    },
  }

  /** Informs the owner of an address that it was used to sign up again. */
  async function announceSignUp(email: string, ctx: Context): Promise<void> {
    const user = await findUserByEmail(email, ctx.db)
    if (user) await enqueue({ userId: user.id, kind: 'sign_up_attempt', recipient: email }, ctx)
  }
}

const passwordChange = { pointer: '/currentPassword', event: 'password_change_failed' } as const
const deletion = { pointer: '/password', event: 'deletion_failed' } as const
