import type { Contract } from '@taskpact/contract'
import { type Database, userRevisions, users } from '@taskpact/db'
import { eq, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Service, UserContext } from '../context.js'
import { prepared } from '../prepared.js'
import { ServiceError } from '../service-error.js'
import type { Audit } from './audit.js'
import { hashPassword, isOutdated, isPassword } from './password.js'
import type { CheckPassword } from './password-rules.js'
import type { Sessions } from './sessions.js'
import type { Throttle } from './throttle.js'

const queries = prepared((db) => ({
  byEmail: db
    .select()
    .from(users)
    .where(eq(users.email, sql.placeholder('email')))
    .prepare('user_by_email'),
  byId: db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare('user_by_id'),
}))

type Row = typeof users.$inferSelect
type Account = Pick<
  Service<Contract>['auth'],
  'signup' | 'signin' | 'refresh' | 'signout' | 'me' | 'updateMe' | 'changePassword' | 'deleteMe'
>

/** Accounts of our own: signing up, in and out, and what users do with their own account. */
export function createAccount(sessions: Sessions, throttle: Throttle, checkNew: CheckPassword, audit: Audit): Account {
  return {
    async signup({ email, password, name, session }, ctx) {
      checkNew(password, email, 'password')
      const passwordHash = await hashPassword(password)
      const user = { id: uuidv7(), email, name: name ?? null, createdAt: ctx.now().toISOString() }
      return ctx.db.transaction(async (db) => {
        const made = await db
          .insert(users)
          .values({ ...user, passwordHash })
          .onConflictDoNothing()
          .returning({ id: users.id })
        if (made.length === 0) throw new ServiceError('email_taken', 'This e-mail address already has an account.')
        await db.insert(userRevisions).values({ userId: user.id })
        const inside = { ...ctx, db }
        await audit(inside, 'signed_up', user.id)
        return sessions.open(user, inside, session === 'cookie')
      })
    },

    async signin({ email, password, session }, ctx) {
      const [user] = await queries(ctx.db).byEmail.execute({ email })
      const right = await throttle.attempt(email, ctx.client.ip, () => isPassword(password, user?.passwordHash))
      if (!user || !right) {
        await audit(ctx, 'sign_in_failed', user?.id)
        throw new ServiceError('invalid_credentials', 'The e-mail address or the password is wrong.')
      }
      if (isOutdated(user.passwordHash ?? '')) await setPassword(user.id, password, ctx.db)
      const signedIn = await sessions.open(user, ctx, session === 'cookie')
      await audit(ctx, 'signed_in', user.id)
      return signedIn
    },

    async refresh({ refreshToken }, ctx) {
      const token = refreshToken ?? ctx.client.keeper?.read()
      if (!token) throw new ServiceError('invalid_token', 'There is no refresh token to go on with.')
      return sessions.refresh(token, ctx, (userId) => find(userId, ctx.db))
    },

    async signout(_input, ctx) {
      const { userId, sessionId } = ctx.caller
      if (sessionId !== undefined) await sessions.end({ userId, sessionId }, ctx.db)
      ctx.client.keeper?.clear()
      await audit(ctx, 'signed_out', userId, sessionId)
      return undefined
    },

    me: (_input, ctx) => self(ctx),

    async updateMe({ name }, ctx) {
      if (name === undefined) return self(ctx)
      const [user] = await ctx.db.update(users).set({ name }).where(eq(users.id, ctx.caller.userId)).returning()
      return user ?? gone()
    },

    async changePassword({ currentPassword, newPassword }, ctx) {
      const user = await confirmed(currentPassword, ctx, 'password_change_failed')
      checkNew(newPassword, user.email, 'newPassword')
      const passwordHash = await hashPassword(newPassword)
      return ctx.db.transaction(async (db) => {
        const inside = { ...ctx, db }
        const kept = await sessions.isKept(ctx.caller, db)
        await db.update(users).set({ passwordHash }).where(eq(users.id, user.id))
        await sessions.endOthers(user.id, undefined, db)
        await audit(inside, 'password_changed', user.id, ctx.caller.sessionId)
        return sessions.open(user, inside, kept)
      })
    },

    async deleteMe({ password }, ctx) {
      const { id } = await confirmed(password, ctx, 'deletion_failed')
      await sessions.endOthers(id, undefined, ctx.db)
      await ctx.db.delete(users).where(eq(users.id, id))
      ctx.client.keeper?.clear()
      await audit(ctx, 'deleted', id, ctx.caller.sessionId)
      return undefined
    },
  }

  /** The caller, whose password was given once more; tries count as sign-ins do. */
  async function confirmed(
    password: string,
    ctx: UserContext,
    failure: 'password_change_failed' | 'deletion_failed',
  ): Promise<Row> {
    const user = await self(ctx)
    const check = () => isPassword(password, user.passwordHash)
    if (await throttle.attempt(user.email ?? user.id, ctx.client.ip, check)) return user
    await audit(ctx, failure, user.id, ctx.caller.sessionId)
    throw new ServiceError('invalid_credentials', 'The password is wrong.')
  }
}

/** The caller's own row. */
export async function self(ctx: UserContext): Promise<Row> {
  return (await find(ctx.caller.userId, ctx.db)) ?? gone()
}

async function find(id: string, db: Database): Promise<Row | undefined> {
  const [user] = await queries(db).byId.execute({ id })
  return user
}

async function setPassword(id: string, password: string, db: Database): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.id, id))
}

function gone(): never {
  throw new ServiceError('invalid_token', 'Invalid token: its user is gone.')
}
