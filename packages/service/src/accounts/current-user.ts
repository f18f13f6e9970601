import type { FieldErrorCode, User } from '@taskpact/contract'
import type { Database, users } from '@taskpact/db'
import type { UserContext } from '../context.js'
import { ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { findUserById } from './user-queries.js'

export type UserRow = typeof users.$inferSelect

/** Returns the stored user who made the call. Throws `invalid_token` if it was deleted. */
export async function currentUser(ctx: UserContext): Promise<UserRow> {
  const user = await findUser(ctx.caller.userId, ctx.db)
  if (!user) throw userDeleted()
  return user
}

export async function findUser(id: string, db: Database): Promise<UserRow | undefined> {
  const [user] = await findUserById(db, { id })
  return user
}

/** Returns whether a link in a mail, an identity provider or an external issuer has verified the address. */
export function isEmailVerified(user: Pick<UserRow, 'email' | 'emailVerifiedAt' | 'claimsIssuedAt'>): boolean {
  return user.email !== null && (user.emailVerifiedAt !== null || user.claimsIssuedAt !== null)
}

/** Returns whether the account of a user is one of this server, not of an external issuer. */
export function isLocal(user: UserRow): boolean {
  return user.claimsIssuedAt === null
}

/** The error of a sign-in to a server that requires a verified address. */
export function notVerified(): ServiceError {
  return new ServiceError(
    'email_not_verified',
    'Follow the link in the mail that was sent to the address, then sign in.',
  )
}

/** Returns what the API shows of a user. */
export function toUser(user: UserRow): User {
  const { id, email, name, createdAt } = user
  return { id, email, emailVerified: isEmailVerified(user), name, createdAt }
}

/** Returns the failure of one field of the body. */
export function fieldFailure(
  code: 'email_taken' | 'wrong_password' | 'invalid_input',
  pointer: string,
  reason: FieldErrorCode,
  message: string,
): ServiceError {
  return new ServiceError(code, message, { errors: [{ in: 'body', pointer, code: reason, message }] })
}
