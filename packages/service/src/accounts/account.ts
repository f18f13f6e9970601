import type { Contract, SignedIn } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { inTransaction, newId } from '@taskpact/engine'
import type { Context, Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { type Audit, unknownUser } from './audit.js'
import type { ConfirmPassword, ConfirmUser } from './confirm-user.js'
import { currentUser, fieldFailure, findUser, type UserRow } from './current-user.js'
import type { DeviceTokens } from './device-token.js'
import { findEmailOwner } from './email-queries.js'
import type { EndedTokens } from './ended-tokens.js'
import type { Passwords } from './password.js'
import type { PasswordLimiter } from './password-limiter.js'
import type { CheckNewPassword } from './password-rules.js'
import type { PersonalTokens } from './personal-tokens.js'
import type { Sessions } from './sessions.js'
import {
  createRevision,
  createUser,
  createUserWithEmail,
  deleteUser,
  lockRevision,
  lockUser,
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
  readonly limiter: PasswordLimiter
  readonly devices: DeviceTokens
  readonly passwords: Passwords
  readonly checkNewPassword: CheckNewPassword
  readonly audit: Audit
  readonly confirmPassword: ConfirmPassword
  readonly confirmUser: ConfirmUser
  readonly personalTokens: Pick<PersonalTokens, 'endAll'>
}

/** Creates the handlers for local accounts: sign-up, sign-in, sign-out, and what users do with their account. */
export function createAccount(dependencies: AccountDependencies): Account {
  const { sessions, endedTokens, limiter, devices, passwords, checkNewPassword, audit } = dependencies
  const { confirmPassword, confirmUser, personalTokens } = dependencies
  return {
    async signup({ email, password, name, session }, ctx) {
      checkNewPassword(password, email, 'password')
      const passwordHash = await passwords.hash(password)
      const user = { id: newId(), email, name: name ?? null, createdAt: ctx.now().toISOString() }
      return inTransaction(ctx, async (tx) => {
        const { db } = tx
        if (!(await createUserWithEmail(db, { ...user, passwordHash })))
          throw fieldFailure('email_taken', '/email', 'taken', 'An account with this e-mail address already exists.')
        await createRevision(db, { id: user.id })
        const usesTokenStore = session === 'cookie'
        const { signedIn, sessionId } = await sessions.open(user, tx, { usesTokenStore, isNewUser: true })
        await audit(tx, 'signed_up', user.id, sessionId)
        return withDeviceToken(signedIn, { ...user, passwordHash }, undefined, tx)
      })
    },

    async signin({ email, password, session, deviceToken }, ctx) {
      const user = await findByEmail(email, ctx.db)
      const device = devices.deviceOf(deviceToken ?? ctx.deviceToken?.get(), user, ctx.now())
      const verify = () => passwords.verify(password, user?.passwordHash)
      const isRight = await limiter.check(email, ctx.client.ip, verify, device && `device ${user?.id} ${device}`)
      if (!user?.passwordHash || !isRight) {
        await auditFailedSignIn(user?.id, ctx)
        throw invalidCredentials()
      }
      const { id, passwordHash } = user
      const newHash = passwords.needsRehash(passwordHash) ? await passwords.hash(password) : undefined
      return inTransaction(ctx, async (tx) => {
        // Locks the user, so that the password cannot change, nor the user be deleted, between the check and the new session.
        const [locked] = await lockUser(tx.db, { id, passwordHash })
        if (!locked) throw invalidCredentials()
        if (newHash) await setUserPassword(tx.db, { id, passwordHash: newHash })
        const { signedIn, sessionId } = await sessions.open(user, tx, { usesTokenStore: session === 'cookie' })
        await audit(tx, 'signed_in', id, sessionId)
        return withDeviceToken(signedIn, { id, passwordHash: newHash ?? passwordHash }, device, tx)
      })
    },

    async refresh({ refreshToken }, ctx) {
      const token = refreshToken ?? ctx.refreshToken?.get()
      if (!token) throw new ServiceError('invalid_token', 'The request has no refresh token.')
      return sessions.refresh(token, ctx, (userId) => findUser(userId, ctx.db))
    },

    async session(_input, ctx) {
      const token = ctx.refreshToken?.get()
      return { user: (token !== undefined && (await sessions.userOf(token, ctx))) || null }
    },

    async signout(_input, ctx) {
      const { userId, sessionId, externalToken } = ctx.caller
      if (externalToken) await endedTokens.end(externalToken, ctx)
      if (sessionId !== undefined) await sessions.end({ userId, sessionId }, ctx)
      ctx.refreshToken?.clear()
      await audit(ctx, 'signed_out', userId, sessionId)
      return undefined
    },

    me: (_input, ctx) => currentUser(ctx),

    async updateMe({ name }, ctx) {
      if (name === undefined) return currentUser(ctx)
      const [user] = await setUserName(ctx.db, { id: ctx.caller.userId, name })
      if (!user) throw userDeleted()
      return user
    },

    async changePassword({ currentPassword, newPassword }, ctx) {
      const user = await confirmPassword(currentPassword, ctx, passwordChange)
      checkNewPassword(newPassword, user.email, 'newPassword')
      const passwordHash = await passwords.hash(newPassword)
      const device = devices.deviceOf(ctx.deviceToken?.get(), user, ctx.now())
      return inTransaction(ctx, async (tx) => {
        const usesTokenStore = await sessions.usesTokenStore(ctx.caller, tx.db)
        await setUserPassword(tx.db, { id: user.id, passwordHash })
        await sessions.endOthers(user.id, undefined, tx)
        await endedTokens.endAll(tx)
        const { signedIn, sessionId } = await sessions.open(user, tx, { usesTokenStore })
        await audit(tx, 'password_changed', user.id, sessionId)
        return withDeviceToken(signedIn, { id: user.id, passwordHash }, device, tx)
      })
    },

    async deleteMe({ password }, ctx) {
      const { id } = await confirmUser(password, ctx, deletion)
      await inTransaction(ctx, async (tx) => {
        // Every writer locks this row first; in another order, two writers could deadlock.
        await lockRevision(tx.db, { id })
        await sessions.endOthers(id, undefined, tx)
        await deleteUser(tx.db, id)
        await endedTokens.endAll(tx)
        await personalTokens.endAll(id, tx)
        await audit(tx, 'deleted', id, ctx.caller.sessionId)
      })
      ctx.refreshToken?.clear()
      return undefined
    },
  }

  /** Adds a new device token to the response or, if the transport stores the refresh token, to that store. */
  function withDeviceToken(
    signedIn: SignedIn,
    user: Pick<UserRow, 'id' | 'passwordHash'>,
    device: string | undefined,
    { deviceToken: store, now, afterCommit }: Context,
  ): SignedIn {
    const { token, expiresAt } = devices.issue(user, device ?? newId(), now())
    if (signedIn.refreshToken !== undefined) return { ...signedIn, deviceToken: token }
    afterCommit(() => store?.set(token, expiresAt))
    return signedIn
  }

  /** Records a failed sign-in, with the same statement if no account has the e-mail address. Only logs it if the user was deleted meanwhile. */
  async function auditFailedSignIn(userId: string | undefined, ctx: Context): Promise<void> {
    try {
      await audit(ctx, 'sign_in_failed', userId ?? unknownUser)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      if (userId !== undefined) return audit(ctx, 'sign_in_failed', undefined)
      const createdAt = ctx.now().toISOString()
      const user = { id: unknownUser, email: null, name: null, passwordHash: null, createdAt, ...withoutClaims }
      await createUser(ctx.db, user)
      await audit(ctx, 'sign_in_failed', unknownUser)
    }
  }
}

const passwordChange = { pointer: '/currentPassword', event: 'password_change_failed' } as const
const deletion = { pointer: '/password', event: 'deletion_failed' } as const

/** Runs the same statements if no user has the e-mail address. */
async function findByEmail(email: string, db: Database): Promise<UserRow | undefined> {
  const [found] = await findEmailOwner(db, { email })
  const user = await findUser(found?.owner ?? unknownUser, db)
  return user?.email === email ? user : undefined
}

function invalidCredentials(): ServiceError {
  return new ServiceError('invalid_credentials', 'The e-mail address or the password is wrong.')
}
