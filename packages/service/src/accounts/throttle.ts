import { createHash } from 'node:crypto'
import { type CreateLimiter, clientNetwork, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

/** Wrong passwords within 15 minutes, after which attempts are refused until the end of that time. */
export interface FailureLimits {
  /** For one account from one address. */
  readonly perAccountAndAddress: number
  /** For one account from anywhere. */
  readonly perAccount: number
  /** From one address, for any account. */
  readonly perAddress: number
}

export const failureLimits: FailureLimits = { perAccountAndAddress: 10, perAccount: 100, perAddress: 100 }

export interface Throttle {
  /**
   * Runs a password check. The attempt is counted first, so that parallel ones cannot bypass the limit, and uncounted if the password
   * was right. Rejects with `rate_limited` after too many wrong ones.
   */
  attempt(email: string, address: string | undefined, check: () => Promise<boolean>): Promise<boolean>
}

const seconds = 15 * 60

export function createThrottle(
  limits: FailureLimits = failureLimits,
  createLimiter: CreateLimiter = createMemoryLimiter,
): Throttle {
  const both = createLimiter({ name: 'wrong-passwords', points: limits.perAccountAndAddress, seconds })
  const accounts = createLimiter({ name: 'wrong-passwords-of-account', points: limits.perAccount, seconds })
  const addresses = createLimiter({ name: 'wrong-passwords-from-address', points: limits.perAddress, seconds })

  return {
    async attempt(email, address = '', check) {
      const from = clientNetwork(address)
      const account = digest(email)
      // First, so that an address above its limit creates no entries for further accounts.
      const tried = await addresses.get(from)
      if (tried && tried.remainingPoints <= 0) refuse(tried)
      const taken: (() => Promise<unknown>)[] = []
      const giveBack = () => Promise.all(taken.map((one) => one()))
      try {
        // In this order: a client above the narrowest limit must not use up the wider ones, which others share.
        for (const [limiter, key] of [
          [both, `${account} ${from}`],
          [accounts, account],
          [addresses, from],
        ] as const) {
          taken.push(() => limiter.reward(key)) // a refused attempt was counted too
          await limiter.consume(key).catch(refuse)
        }
        const right = await check()
        if (right) await giveBack()
        return right
      } catch (error) {
        await giveBack()
        throw error
      }
    },
  }
}

/** The store of the counters contains no e-mail addresses. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url')
}

function refuse(reason: unknown): never {
  throw toRateLimited(reason, 'Too many wrong passwords: try again later.')
}
