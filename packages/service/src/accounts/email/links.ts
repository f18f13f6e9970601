import { linkLifetimes } from '@taskpact/contract'
import type { Database, emailTokens } from '@taskpact/db'
import { newId } from '@taskpact/engine'
import type { Context } from '../../context.js'
import type { Mail } from '../../mail/mail.js'
import type { Enqueue } from '../../mail/outbox.js'
import type { StoredMail } from '../../mail/outbox-queries.js'
import { render } from '../../mail/render.js'
import { type MailKind, templates } from '../../mail/templates.js'
import { ServiceError } from '../../service-error.js'
import { requireUser } from '../../stores/owner.js'
import { unknownUser } from '../audit.js'
import { sha256 } from '../sha256.js'
import { codeOfToken, createEmailTokens, type EmailTokenPurpose, userOfToken } from './email-token.js'
import { getEmailToken, listEmailTokens, putEmailToken, takeEmailToken } from './email-token-queries.js'

type EmailToken = typeof emailTokens.$inferSelect

/** A mail with a link that can be used once. */
export interface NewLink {
  /** `unknownUser`: everything is stored, and nothing is sent. */
  readonly userId: string
  readonly kind: LinkKind
  readonly email: string
  /** A newer link with the same subject replaces an older one. Default: one link for each kind. */
  readonly subject?: string | undefined
  readonly detail?: string | undefined
  /** Of the mail. Default: a new one. */
  readonly id?: string | undefined
}

export type LinkKind = Extract<
  MailKind,
  'verify_email' | 'reset_password' | 'confirm_email' | 'email_changed' | 'sign_in_link' | 'sign_in_code'
>

interface LinkSpec {
  readonly purpose: EmailTokenPurpose
  /** The page of the app that sends the token. Undefined: the mail has a code instead of a link. */
  readonly page: string | undefined
  /** In seconds. */
  readonly lifetime: number
}

const links: Readonly<Record<LinkKind, LinkSpec>> = {
  verify_email: { purpose: 'verify_email', page: 'verify-email', lifetime: linkLifetimes.verifyEmail },
  reset_password: { purpose: 'reset_password', page: 'reset-password', lifetime: linkLifetimes.resetPassword },
  confirm_email: { purpose: 'confirm_email', page: 'confirm-email', lifetime: linkLifetimes.confirmEmail },
  email_changed: { purpose: 'undo_email_change', page: 'undo-email-change', lifetime: linkLifetimes.undoEmailChange },
  sign_in_link: { purpose: 'sign_in', page: 'sign-in', lifetime: linkLifetimes.signIn },
  sign_in_code: { purpose: 'sign_in', page: undefined, lifetime: linkLifetimes.signIn },
}

export interface Links {
  /** Stores a link and its mail, in the same transaction as the change. */
  send(link: NewLink, ctx: Context): Promise<void>
  /** Returns the valid token of a purpose, without using it. Throws `invalid_link`. */
  find(token: string, purpose: EmailTokenPurpose, ctx: Context): Promise<EmailToken>
  /** Uses a token, once. Throws `invalid_link` if it is not valid any more. */
  take(token: string, purpose: EmailTokenPurpose, ctx: Context): Promise<EmailToken>
  /** Returns the mail to send for a stored one, or undefined if there is nothing to send any more. */
  write(stored: StoredMail, now: Date, db: Database): Promise<Mail | undefined>
}

/** Creates the links in mails. `appUrl` is the URL of the app without a trailing slash. */
export function createLinks(secrets: readonly string[], appUrl: string, enqueue: Enqueue): Links {
  const tokens = createEmailTokens(secrets)
  return {
    async send({ userId, kind, email, subject = '', detail, id = newId() }, ctx) {
      const { purpose, lifetime } = links[kind]
      const [token] = tokens.of({ userId, id })
      const createdAt = ctx.now()
      const expiresAt = new Date(createdAt.getTime() + lifetime * 1000).toISOString()
      const row = { userId, purpose, subject, hash: sha256(token), email }
      await requireUser(putEmailToken(ctx.db, { ...row, createdAt: createdAt.toISOString(), expiresAt }))
      await enqueue({ userId, kind, recipient: email, detail, id }, ctx)
    },

    async find(token, purpose, { db, now }) {
      const userId = userOfToken(token)
      const key = { userId, purpose, hash: sha256(token), now: now().toISOString() }
      const [found] = userId === unknownUser ? [] : await getEmailToken(db, key)
      if (!found) throw invalidLink()
      return found
    },

    async take(token, purpose, { db, now }) {
      const key = { userId: userOfToken(token), purpose, hash: sha256(token), now: now().toISOString() }
      const [taken] = await takeEmailToken(db, key)
      if (!taken) throw invalidLink()
      return taken
    },

    async write({ userId, id, kind, recipient, detail }, now, db) {
      if (userId === unknownUser || !(kind in templates)) return undefined
      const spec = links[kind as LinkKind] as LinkSpec | undefined
      const secret = spec ? await secretOf(spec, { userId, id }, now, db) : { link: `${appUrl}/sign-in` }
      if (secret === undefined) return undefined
      const content = templates[kind as MailKind]({ link: '', code: '', ...secret, detail: detail ?? '' })
      return { to: recipient, id, ...render(content) }
    },
  }

  /** Returns the link or the code of a mail, or undefined if its token was used or replaced, or has expired. */
  async function secretOf(
    { page }: LinkSpec,
    mail: { readonly userId: string; readonly id: string },
    now: Date,
    db: Database,
  ) {
    const valid = await listEmailTokens(db, { userId: mail.userId, now: now.toISOString() })
    const token = tokens.of(mail).find((token) => valid.some(({ hash }) => hash === sha256(token)))
    if (token === undefined) return undefined
    return page === undefined ? { code: codeOfToken(token) } : { link: `${appUrl}/${page}#token=${token}` }
  }
}

export function invalidLink(): ServiceError {
  return new ServiceError('invalid_link', 'The link is invalid, has expired or was used before. Request another one.')
}
