import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ServiceError } from '../service-error.js'

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
  attempt(account: string, address: string | undefined, check: () => Promise<boolean>): Promise<boolean>
}

export function createThrottle(limits: FailureLimits = failureLimits): Throttle {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: 15 * 60 })
  const both = limiter(limits.perAccountAndAddress)
  const accounts = limiter(limits.perAccount)
  const addresses = limiter(limits.perAddress)

  return {
    async attempt(account, address = '', check) {
      const from = networkOf(address)
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

/** Whoever has one IPv6 address has all of its /64 (RFC 4291, section 2.5.4). */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':')
}

function refuse(reason: unknown): never {
  if (!(reason instanceof RateLimiterRes)) throw reason
  throw new ServiceError('rate_limited', 'Too many wrong passwords: try again later.', {
    retryAfter: Math.ceil(reason.msBeforeNext / 1000),
  })
}
