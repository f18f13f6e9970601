import { linkLifetimes } from '@taskpact/contract'
import { type CreateLimiter, createMemoryLimiter, newId, toRateLimited } from '@taskpact/engine'
import * as z from 'zod'
import type { Context } from '../../context.js'
import { ServiceError } from '../../service-error.js'
import { type Audit, unknownUser } from '../audit.js'
import { isLocal } from '../current-user.js'
import type { AuditFailedSignIn } from '../failed-sign-in.js'
import { findUserByEmail } from '../find-user-by-email.js'
import { invalidCode } from '../second-factor/codes.js'
import type { CompleteSignIn } from '../sign-in.js'
import { createTickets, invalidTicket } from '../ticket.js'
import { codeOfToken, createEmailTokens } from './email-token.js'
import type { Links } from './links.js'
import type { MailLimiter } from './mail-limiter.js'
import { createRequestMail } from './request-mail.js'
import type { SignInWithLink } from './sign-in-with-link.js'

export interface CodeRequest {
  readonly email: string
  /** The id of the request of an app that waits for the sign-in. The code is valid for that request only. */
  readonly interaction: string
}

export interface MailedCode {
  /** The ticket of the request for the code. */
  readonly ticket: string
  readonly code: string
  readonly interaction: string
}

/**
 * Sign-in by codes in mails, on pages of the authorization server. Unlike the fragment of a link, a code needs no script, and can be entered on
 * another device than the one that shows the mail.
 */
export interface MailedCodes {
  /** Mails a code if an account has the address, and returns the ticket of the request. Neither the result nor the time reveals whether one has. */
  request(request: CodeRequest, ctx: Context): Promise<string>
  /**
   * Uses a code, once, and completes the sign-in. Throws `invalid_code` if the code or the ticket is not valid, and records a wrong code.
   * Throws `rate_limited` after five attempts.
   */
  signIn<T>(given: MailedCode, ctx: Context, complete: CompleteSignIn<T>): Promise<T>
}

export interface MailedCodeDependencies {
  readonly secrets: readonly string[]
  /** The host of the page on which users enter codes. Mails name it. */
  readonly host: string
  readonly links: Links
  readonly mailLimiter: MailLimiter
  readonly createLimiter: CreateLimiter | undefined
  readonly signInWithLink: SignInWithLink
  readonly audit: Audit
  readonly auditFailedSignIn: AuditFailedSignIn
}

/**
 * With five mails to an address in an hour, these are 600 attempts in a day for one account, by all clients together: they guess a code with a
 * probability of 0.0006 %.
 */
const attemptsPerCode = 5

/** The content of a ticket: the id of the mail, its recipient, and the id of the request of the app. */
const Content = z.tuple([z.uuid(), z.string(), z.string()])

/**
 * Creates the sign-in by codes in mails. A code is derived from the token of a link that is in no mail, so the database contains nothing with
 * which a code could be found.
 */
export function createMailedCodes(dependencies: MailedCodeDependencies): MailedCodes {
  const { secrets, host, links, mailLimiter, signInWithLink, audit, auditFailedSignIn } = dependencies
  const { createLimiter = createMemoryLimiter } = dependencies
  const lifetime = linkLifetimes.signIn
  const tokens = createEmailTokens(secrets)
  const tickets = createTickets(secrets, { purpose: 'mailed code', data: Content, lifetime: lifetime * 1000 })
  const attempts = createLimiter({ name: 'attempts-of-mailed-code', points: attemptsPerCode, seconds: lifetime })
  const requestMail = createRequestMail(
    { kind: 'sign_in_code', event: 'sign_in_code_requested', isFor: isLocal, detail: host },
    links,
    mailLimiter,
    audit,
  )

  return {
    async request({ email, interaction }, ctx) {
      const id = newId()
      await requestMail({ email }, ctx, id)
      return tickets.issue([id, email, interaction], ctx.now())
    },

    async signIn(given, ctx, complete) {
      try {
        return await use(given, ctx, complete)
      } catch (thrown) {
        throw isOutdated(thrown) ? invalidCode() : thrown
      }
    },
  }

  async function use<T>({ ticket, code, interaction }: MailedCode, ctx: Context, complete: CompleteSignIn<T>) {
    const [id, email, expected] = tickets.open(ticket, ctx.now()).data
    if (interaction !== expected) throw invalidTicket()
    await attempts.consume(id).catch((reason: unknown) => {
      throw toRateLimited(reason, 'Too many wrong codes. Request another one.')
    })
    const user = await findUserByEmail(email, ctx.db)
    const userId = user?.id ?? unknownUser
    const token = tokens.of({ userId, id }).find((one) => codeOfToken(one) === code)
    if (token !== undefined) return signInWithLink({ token }, ctx, complete)
    await auditFailedSignIn(user?.id, ctx)
    throw invalidCode()
  }
}

/** Whether a ticket or a token has expired, was used before, or belongs to another request. */
function isOutdated(thrown: unknown): boolean {
  return thrown instanceof ServiceError && (thrown.code === 'invalid_ticket' || thrown.code === 'invalid_link')
}
