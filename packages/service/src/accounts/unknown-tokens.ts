import { type Client, type CreateLimiter, clientNetwork, createMemoryLimiter, toRateLimited } from '@taskpact/engine'

export interface UnknownTokenLimiter {
  /** Runs the lookup of a token. Rejects with `rate_limited` if the network of the client has sent too many unknown tokens. */
  limit<T>(client: Client | undefined, lookUp: () => Promise<T | undefined>): Promise<T | undefined>
}

/** Maximum number of unknown tokens from one network in a minute. Invented ones can have a valid checksum. */
const points = 100

/** Creates a limiter of lookups that find no token. Each is counted first, so that parallel ones cannot bypass the limit. */
export function createUnknownTokenLimiter(createLimiter: CreateLimiter = createMemoryLimiter): UnknownTokenLimiter {
  const limiter = createLimiter({ name: 'unknown-tokens', points, seconds: 60 })
  return {
    async limit(client, lookUp) {
      if (client?.ip === undefined) return lookUp()
      const network = clientNetwork(client.ip)
      await limiter.consume(network).catch((reason: unknown) => {
        throw toRateLimited(reason, 'Too many unknown tokens. Try again later.')
      })
      let isUnknown = false
      try {
        const found = await lookUp()
        isUnknown = found === undefined
        return found
      } finally {
        if (!isUnknown) await limiter.reward(network)
      }
    },
  }
}
