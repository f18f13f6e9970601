import type { Contract } from '@taskpact/contract'
import type { Database, users } from '@taskpact/db'
import { inTransaction, newId } from '@taskpact/engine'
import type { Context, Service, UserContext } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import type { Audit } from './audit.js'
import type { Passwords } from './password.js'
import type { CheckPassword } from './password-rules.js'
import type { Sessions } from './sessions.js'
import type { Throttle } from './throttle.js'
import {
  createRevision,
  createUser,
  deleteUser,
  findUserByEmail,
  findUserById,
  lockRevision,
  lockUser,
  setUserName,
  setUserPassword,
} from './user-queries.js'

type Row = typeof users.$inferSelect
type Account = Pick<
  Service<Contract>['auth'],
  'signup' | 'signin' | 'refresh' | 'signout' | 'me' | 'updateMe' | 'changePassword' | 'deleteMe'
>

/** Own accounts: sign-up, sign-in, sign-out, and what users do with their account. */
export function createAccount(
  sessions: Sessions,
  throttle: Throttle,
  passwords: Passwords,
  checkNew: CheckPassword,
  audit: Audit,
): Account {
  return {
    async signup({ email, password, name, session }, ctx) {
      checkNew(password, email, 'password')
      const passwordHash = await passwords.hash(password)
      const user = { id: newId(), email, name: name ?? null, createdAt: ctx.now().toISOString() }
      return inTransaction(ctx, async (inside) => {
        const { db } = inside
        const row = { ...user, passwordHash }
        const made = await createUser(db, row)
        if (made.length === 0) throw new ServiceError('email_taken', 'This e-mail address already has an account.')
        await createRevision(db, { id: user.id })
        const { signedIn, sessionId } = await sessions.open(user, inside, session === 'cookie')
        await audit(inside, 'signed_up', user.id, sessionId)
        return signedIn
      })
    },

    async signin({ email, password, session }, ctx) {
      const [user] = await findUserByEmail(ctx.db, { email })
      const right = await throttle.attempt(email, ctx.client.ip, () => passwords.isRight(password, user?.passwordHash))
      if (!user?.passwordHash || !right) {
        await signInFailed(user?.id, ctx)
        throw invalidCredentials()
      }
      const { id, passwordHash } = user
      const renewed = passwords.isOutdated(passwordHash) ? await passwords.hash(password) : undefined
      return inTransaction(ctx, async (inside) => {
        // Locked, so that the password cannot change, nor the user be deleted, between the check and the new session.
        const [held] = await lockUser(inside.db, { id, passwordHash })
        if (!held) throw invalidCredentials()
        if (renewed) await setUserPassword(inside.db, { id, passwordHash: renewed })
        const { signedIn, sessionId } = await sessions.open(user, inside, session === 'cookie')
        await audit(inside, 'signed_in', id, sessionId)
        return signedIn
      })
    },

    async refresh({ refreshToken }, ctx) {
      const token = refreshToken ?? ctx.refreshToken?.get()
      if (!token) throw new ServiceError('invalid_token', 'The request has no refresh token.')
      return sessions.refresh(token, ctx, (userId) => find(userId, ctx.db))
    },

    async signout(_input, ctx) {
      const { userId, sessionId } = ctx.caller
      if (sessionId !== undefined) await sessions.end({ userId, sessionId }, ctx)
      ctx.refreshToken?.clear()
      await audit(ctx, 'signed_out', userId, sessionId)
      return undefined
    },

    me: (_input, ctx) => self(ctx),

    async updateMe({ name }, ctx) {
      if (name === undefined) return self(ctx)
      const [user] = await setUserName(ctx.db, { id: ctx.caller.userId, name })
      if (!user) throw userDeleted()
      return user
    },

    async changePassword({ currentPassword, newPassword }, ctx) {
      const user = await confirmed(currentPassword, ctx, 'password_change_failed')
      checkNew(newPassword, user.email, 'newPassword')
      const passwordHash = await passwords.hash(newPassword)
      return inTransaction(ctx, async (inside) => {
        const kept = await sessions.isKept(ctx.caller, inside.db)
        await setUserPassword(inside.db, { id: user.id, passwordHash })
        await sessions.endOthers(user.id, undefined, inside)
        const { signedIn, sessionId } = await sessions.open(user, inside, kept)
        await audit(inside, 'password_changed', user.id, sessionId)
        return signedIn
      })
    },

    async deleteMe({ password }, ctx) {
      const { id } = await confirmed(password, ctx, 'deletion_failed')
      await inTransaction(ctx, async (inside) => {
        // Every writer locks this row first: in another order, two of them could deadlock.
        await lockRevision(inside.db, { id })
        await sessions.endOthers(id, undefined, inside)
        await deleteUser(inside.db, { id })
        await audit(inside, 'deleted', id, ctx.caller.sessionId)
      })
      ctx.refreshToken?.clear()
      return undefined
    },
  }

  /** A user who was deleted meanwhile has no events: then the failure is only logged. */
  async function signInFailed(userId: string | undefined, ctx: Context): Promise<void> {
    try {
      await audit(ctx, 'sign_in_failed', userId)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      await audit(ctx, 'sign_in_failed', undefined)
    }
  }

  /** Returns the caller if the password is right. Failed attempts count as failed sign-ins do. */
  async function confirmed(
    password: string,
    ctx: UserContext,
    failure: 'password_change_failed' | 'deletion_failed',
  ): Promise<Row> {
    const user = await self(ctx)
    const check = () => passwords.isRight(password, user.passwordHash)
    if (await throttle.attempt(user.email ?? user.id, ctx.client.ip, check)) return user
    await audit(ctx, failure, user.id, ctx.caller.sessionId)
    throw new ServiceError('invalid_credentials', 'The password is wrong.')
  }
}

/** Returns the row of the caller. */
export async function self(ctx: UserContext): Promise<Row> {
  const user = await find(ctx.caller.userId, ctx.db)
  if (!user) throw userDeleted()
  return user
}

async function find(id: string, db: Database): Promise<Row | undefined> {
  const [user] = await findUserById(db, { id })
  return user
}

function invalidCredentials(): ServiceError {
  return new ServiceError('invalid_credentials', 'The e-mail address or the password is wrong.')
}
