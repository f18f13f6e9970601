import { type CreateLimiter, createMemoryLimiter, toRateLimited } from '@taskpact/engine'
import type { MailKind } from '../../mail/templates.js'
import { sha256 } from '../sha256.js'

export interface MailLimiter {
  /** Counts a mail to an address. Rejects with `rate_limited` after too many, whether an account has the address or not. */
  consume(kind: MailKind, email: string): Promise<void>
  /** Counts a mail to an address. Returns false after too many. */
  tryConsume(kind: MailKind, email: string): Promise<boolean>
}

/** Mails of one kind to one address in an hour. */
const points = 5

/** Each kind has a limit of its own: otherwise requests for mails that are not sent could prevent the owner from resetting the password. */
export function createMailLimiter(createLimiter: CreateLimiter = createMemoryLimiter): MailLimiter {
  const limiter = createLimiter({ name: 'mails-to-address', points, seconds: 60 * 60 })
  // Keeps addresses out of the store of the counters.
  const keyOf = (kind: MailKind, email: string) => sha256(`${kind} ${email}`)
  const count = (kind: MailKind, email: string) => limiter.consume(keyOf(kind, email))
  return {
    async consume(kind, email) {
      await count(kind, email).catch((reason: unknown) => {
        throw toRateLimited(reason, 'Too many mails to this address. Try again later.')
      })
    },
    async tryConsume(kind, email) {
      try {
        await count(kind, email)
        return true
      } catch (reason) {
        if (toRateLimited(reason, '') === reason) throw reason
        return false
      }
    },
  }
}
