import { createHash } from 'node:crypto'
import { type CreateLimiter, clientNetwork, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

/** Wrong passwords in a quarter of an hour, before the next try has to wait for the rest of it. */
export interface FailureLimits {
  /** For one account from one address. */
  readonly perAccountAndAddress: number
  /** For one account from anywhere. */
  readonly perAccount: number
  /** From one address for any account. */
  readonly perAddress: number
}

export const failureLimits: FailureLimits = { perAccountAndAddress: 10, perAccount: 100, perAddress: 100 }

export interface Throttle {
  /**
   * Runs a check of a password. A try is counted before it is judged, so that parallel ones cannot slip through, and is given
   * back when it was right. Rejects with `rate_limited` when there were too many wrong ones; nobody is locked out for longer.
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
      // Before anything is counted, so that an address that goes on trying makes no entries for ever new accounts.
      const tried = await addresses.get(from)
      if (tried && tried.remainingPoints <= 0) refuse(tried)
      const taken: (() => Promise<unknown>)[] = []
      const giveBack = () => Promise.all(taken.map((one) => one()))
      try {
        // In this order: who is over the narrowest limit must not use up the wider ones, which others share.
        for (const [limiter, key] of [
          [both, `${account} ${from}`],
          [accounts, account],
          [addresses, from],
        ] as const) {
          taken.push(() => limiter.reward(key)) // a try that is refused was counted too
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

/** Whoever looks into the place where they are counted learns no addresses of people. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url')
}

function refuse(reason: unknown): never {
  throw toRateLimited(reason, 'Too many wrong passwords: try again later.')
}
