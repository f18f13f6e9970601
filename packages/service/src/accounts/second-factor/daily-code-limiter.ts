import { type CreateLimiter, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

/** Runs a check of a code, and counts it if it is wrong. Rejects with `rate_limited` after too many for one user in a day. */
export type LimitCodes = (userId: string, check: () => Promise<boolean>) => Promise<boolean>

/**
 * Wrong codes for one user in a day: a client with the password guesses one of three valid codes with a probability of 0.03 %
 * (NIST SP 800-63B, section 5.2.2).
 */
const points = 100
const seconds = 24 * 60 * 60

/** Creates the limiter. Each attempt is counted first, so that parallel ones cannot bypass the limit. */
export function createDailyCodeLimiter(createLimiter: CreateLimiter = createMemoryLimiter): LimitCodes {
  const limiter = createLimiter({ name: 'wrong-codes-in-a-day', points, seconds })
  return async (userId, check) => {
    await limiter.consume(userId).catch((reason: unknown) => {
      throw toRateLimited(
        reason,
        'Too many wrong codes in a day. Try again later, or on a device that has signed in before.',
      )
    })
    let isWrong = false
    try {
      isWrong = !(await check())
      return !isWrong
    } finally {
      if (!isWrong) await limiter.reward(userId)
    }
  }
}
