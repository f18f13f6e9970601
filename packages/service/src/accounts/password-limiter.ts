import { createHash } from 'node:crypto'
import { type CreateLimiter, clientNetwork, createMemoryLimiter, type Limiter, toRateLimited } from '@taskpact/engine'

/** Maximum numbers of wrong passwords in 15 minutes. Above them, attempts are refused until the end of that period. */
export interface FailureLimits {
  /** For one account from one address. */
  readonly perAccountAndAddress: number
  /** For one account from all addresses. */
  readonly perAccount: number
  /** For all accounts from one address. */
  readonly perAddress: number
  /** For one account from one known client: a device that has signed in to it before, or one of its sessions. */
  readonly perKnownClient: number
}

export const defaultFailureLimits: FailureLimits = {
  perAccountAndAddress: 10,
  perAccount: 100,
  perAddress: 100,
  perKnownClient: 10,
}

export interface PasswordLimiter {
  /**
   * Runs a password check and returns its result. The attempt is counted first, so that parallel ones cannot bypass the
   * limit; the count is taken back if the password was right or the check failed. Rejects with `rate_limited` after too
   * many wrong passwords.
   *
   * Attempts of a known client are refused by a limit of their own alone, so that strangers cannot lock it out. `knownClient` must
   * be authentic, because each value has a counter.
   */
  check(
    email: string,
    address: string | undefined,
    verify: () => Promise<boolean>,
    knownClient?: string,
  ): Promise<boolean>
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

  const knownClients = createLimiter({ name: 'wrong-passwords-of-client', points: limits.perKnownClient, seconds })

  return {
    async check(email, address = '', verify, knownClient) {
      const network = clientNetwork(address)
      const account = digest(email)
      // Narrowest first: a client above that limit must not use up the wider ones, which it shares with others.
      const shared: readonly Counter[] = [
        [pairs, `${account} ${network}`],
        [accounts, account],
        [addresses, network],
      ]
      if (knownClient !== undefined) {
        const isRight = await countFailure([[knownClients, knownClient]], verify)
        // These limits apply to everyone else.
        if (!isRight) await Promise.all(shared.map(([limiter, key]) => limiter.consume(key).catch(ignoreRefusal)))
        return isRight
      }
      // First, so that an address above its limit adds no counters for further accounts.
      const status = await addresses.get(network)
      if (status && status.remainingPoints <= 0) refuse(status)
      return countFailure(shared, verify)
    },
  }
}

type Counter = readonly [limiter: Limiter, key: string]

async function countFailure(counters: readonly Counter[], verify: () => Promise<boolean>): Promise<boolean> {
  const undo: (() => Promise<unknown>)[] = []
  const uncount = () => Promise.all(undo.map((reward) => reward()))
  try {
    for (const [limiter, key] of counters) {
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
}

/** Keeps e-mail addresses out of the store of the counters. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url')
}

function refuse(reason: unknown): never {
  throw toRateLimited(reason, 'Too many wrong passwords or codes. Try again later.')
}

function ignoreRefusal(reason: unknown): void {
  if (toRateLimited(reason, '') === reason) throw reason
}
