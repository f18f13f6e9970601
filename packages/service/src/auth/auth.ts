import type { Contract, Session, User } from '@taskpact/contract'
import { type Database, sessions, userRevisions, users } from '@taskpact/db'
import { eq, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Context, Service } from '../context.js'
import { prepared } from '../prepared.js'
import { ServiceError } from '../service-error.js'
import type { AccessTokens } from './access-token.js'
import { hashPassword, isPassword } from './password.js'
import { createRefreshToken } from './refresh-token.js'

const days = 24 * 60 * 60 * 1000
const refreshLifetime = 30 * days

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

/** Accounts of our own: sign-up, sign-in, and who is signed in. */
export function createAuth(tokens: AccessTokens): Service<Contract>['auth'] {
  return {
    async signup({ email, password, name }, ctx) {
      const passwordHash = await hashPassword(password)
      const user = {
        id: uuidv7(),
        email,
        name: name ?? null,
        createdAt: ctx.now().toISOString(),
      }
      return ctx.db.transaction(async (db) => {
        const made = await db
          .insert(users)
          .values({ ...user, passwordHash })
          .onConflictDoNothing()
          .returning({ id: users.id })
        if (made.length === 0) throw new ServiceError('email_taken', 'This e-mail address already has an account.')
        await db.insert(userRevisions).values({ userId: user.id })
        return openSession(user, db, ctx)
      })
    },

    async signin({ email, password }, ctx) {
      const [user] = await queries(ctx.db).byEmail.execute({ email })
      const matches = await isPassword(password, user?.passwordHash)
      if (!user || !matches)
        throw new ServiceError('invalid_credentials', 'The e-mail address or the password is wrong.')
      return openSession(user, ctx.db, ctx)
    },

    async me(_input, ctx) {
      const [user] = await queries(ctx.db).byId.execute({
        id: ctx.caller.userId,
      })
      if (!user) throw new ServiceError('invalid_token', 'Invalid token: its user is gone.')
      return user
    },
  }

  async function openSession(user: User, db: Database, { now }: Context): Promise<Session> {
    const id = uuidv7()
    const at = now()
    const refresh = createRefreshToken(user.id, id)
    await db.insert(sessions).values({
      userId: user.id,
      id,
      refreshTokenHash: refresh.hash,
      createdAt: at.toISOString(),
      expiresAt: new Date(at.getTime() + refreshLifetime).toISOString(),
    })
    const { token, expiresAt } = await tokens.issue(user.id, id, at)
    return {
      token,
      refreshToken: refresh.token,
      expiresAt: expiresAt.toISOString(),
      user,
    }
  }
}
