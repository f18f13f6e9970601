import { createHash } from 'node:crypto'
import { type CreateLimiter, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

/** Counts a mail to an address. Rejects with `rate_limited` after too many, whether an account has the address or not. */
export type LimitMail = (email: string) => Promise<void>

/** Mails to one address in an hour. */
const points = 5

export function createMailLimiter(createLimiter: CreateLimiter = createMemoryLimiter): LimitMail {
  const limiter = createLimiter({ name: 'mails-to-address', points, seconds: 60 * 60 })
  return async (email) => {
    // Keeps addresses out of the store of the counters.
    const key = createHash('sha256').update(email).digest('base64url')
    await limiter.consume(key).catch((reason: unknown) => {
      throw toRateLimited(reason, 'Too many mails to this address. Try again later.')
    })
  }
}
