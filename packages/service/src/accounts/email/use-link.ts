import { inTransaction } from '@taskpact/engine'
import type { Context } from '../../context.js'
import type { UserRow } from '../current-user.js'
import { lockUserById } from '../user-queries.js'
import { type EmailTokenPurpose, userOfToken } from './email-token.js'
import { invalidLink, type Links } from './links.js'

/** A link that is being used. */
export interface UsedLink {
  /** The address to which the link was sent. */
  readonly email: string
  readonly createdAt: string
}

/** Uses a link, once, and runs `work` in the same transaction, in which the user is locked. Throws `invalid_link`. */
export type UseLink = <T>(
  token: string,
  purpose: EmailTokenPurpose,
  ctx: Context,
  work: (user: UserRow, used: UsedLink, tx: Context) => Promise<T>,
) => Promise<T>

/** Creates the use of links. `links` is undefined if the server sends no mail: then all tokens are invalid. */
export function createUseLink(links: Links | undefined): UseLink {
  return async (token, purpose, ctx, work) => {
    if (!links) throw invalidLink()
    const { take, find } = links
    await find(token, purpose, ctx) // so that an invalid token does not lock the user that it names
    return inTransaction(ctx, async (tx) => {
      // First, as a deletion of the user does: in another order, the two could deadlock.
      const [user] = await lockUserById(tx.db, { id: userOfToken(token) })
      if (!user) throw invalidLink()
      return work(user, await take(token, purpose, tx), tx)
    })
  }
}

/** Throws `invalid_link` if the user no longer has the address to which the link was sent. */
export function requireCurrent(user: UserRow, { email }: UsedLink): void {
  if (user.email !== email) throw invalidLink()
}
