import { inTransaction } from '@taskpact/engine'
import type { Context } from '../../context.js'
import { ServiceError } from '../../service-error.js'
import { type Audit, type AuditEvent, ensureUnknownUser, unknownUser } from '../audit.js'
import type { UserRow } from '../current-user.js'
import { findUserByEmail } from '../find-user-by-email.js'
import { sha256 } from '../sha256.js'
import type { LinkKind, Links } from './links.js'
import type { MailLimiter } from './mail-limiter.js'

interface RequestSpec {
  readonly kind: LinkKind
  readonly event: AuditEvent['kind'] | undefined
  /** Whether the user gets the mail. */
  readonly isFor: (user: UserRow) => boolean
  /** What the mail mentions. */
  readonly detail?: string
}

/**
 * A handler that sends a mail to an address if an account has it. With the `id` of the mail, earlier mails of its kind stay valid; otherwise it
 * replaces them.
 */
export type RequestMail = (input: { readonly email: string }, ctx: Context, id?: string) => Promise<undefined>

/**
 * Creates a handler that runs the same statements whether an account has the address or not, so that neither the response nor its time
 * reveals it. Mails to others are stored for the unknown user, and never sent.
 */
export function createRequestMail(
  { kind, event, isFor, detail }: RequestSpec,
  links: Links | undefined,
  mailLimiter: MailLimiter,
  audit: Audit,
): RequestMail {
  return async ({ email }, ctx, id) => {
    if (!links) throw noMail()
    await mailLimiter.consume(kind, email)
    const user = await findUserByEmail(email, ctx.db)
    const userId = user && isFor(user) ? user.id : unknownUser
    try {
      await store(links, email, userId, ctx, id)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      // The user was deleted meanwhile, or the row of the unknown user does not exist yet.
      await ensureUnknownUser(ctx)
      await store(links, email, unknownUser, ctx, id)
    }
    return undefined
  }

  async function store(links: Links, email: string, userId: string, ctx: Context, id?: string): Promise<void> {
    const subject = id ?? (userId === unknownUser ? sha256(email) : '')
    const recipient = userId === unknownUser ? '' : email
    await inTransaction(ctx, async (tx) => {
      await links.send({ userId, kind, email: recipient, subject, detail, id }, tx)
      if (event) await audit(tx, event, userId)
    })
  }
}

export function noMail(): ServiceError {
  return new ServiceError('not_configured', 'This server sends no mail.')
}
