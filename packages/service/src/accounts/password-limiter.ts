import { createHash } from 'node:crypto'
import { type CreateLimiter, clientNetwork, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

/** Maximum numbers of wrong passwords in 15 minutes. Above them, attempts are refused until the end of that period. */
export interface FailureLimits {
  /** For one account from one address. */
  readonly perAccountAndAddress: number
  /** For one account from all addresses. */
  readonly perAccount: number
  /** For all accounts from one address. */
  readonly perAddress: number
}

export const defaultFailureLimits: FailureLimits = { perAccountAndAddress: 10, perAccount: 100, perAddress: 100 }

export interface PasswordLimiter {
  /**
   * Runs a password check and returns its result. The attempt is counted first, so that parallel ones cannot bypass the
   * limit; the count is taken back if the password was right or the check failed. Rejects with `rate_limited` after too
   * many wrong passwords.
   */
  check(email: string, address: string | undefined, verify: () => Promise<boolean>): Promise<boolean>
}

/** Length of the period. */
const seconds = 15 * 60

/** Creates a limiter of wrong passwords. Addresses of one network, such as an IPv6 /64, count as one. */
export function createPasswordLimiter(
  limits: FailureLimits = defaultFailureLimits,
  createLimiter: CreateLimiter = createMemoryLimiter,
): PasswordLimiter {
  const pairs = createLimiter({ name: 'wrong-passwords', points: limits.perAccountAndAddress, seconds })
  const accounts = createLimiter({ name: 'wrong-passwords-of-account', points: limits.perAccount, seconds })
  const addresses = createLimiter({ name: 'wrong-passwords-from-address', points: limits.perAddress, seconds })

  return {
    async check(email, address = '', verify) {
      const network = clientNetwork(address)
      const account = digest(email)
      // First, so that an address above its limit adds no counters for further accounts.
      const status = await addresses.get(network)
      if (status && status.remainingPoints <= 0) refuse(status)
      const undo: (() => Promise<unknown>)[] = []
      const uncount = () => Promise.all(undo.map((reward) => reward()))
      try {
        // Narrowest first: a client above that limit must not use up the wider ones, which it shares with others.
        for (const [limiter, key] of [
          [pairs, `${account} ${network}`],
          [accounts, account],
          [addresses, network],
        ] as const) {
          undo.push(() => limiter.reward(key)) // a refused attempt was counted as well
          await limiter.consume(key).catch(refuse)
        }
        const isRight = await verify()
        if (isRight) await uncount()
        return isRight
      } catch (error) {
        await uncount()
        throw error
      }
    },
  }
}

/** Keeps e-mail addresses out of the store of the counters. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url')
}

function refuse(reason: unknown): never {
  throw toRateLimited(reason, 'Too many wrong passwords. Try again later.')
}
