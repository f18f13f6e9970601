import cluster from 'node:cluster'
import { type CreateLimiter, createMemoryLimiter } from '@taskpact/engine'
import type { Logger } from 'pino'
import { RateLimiterCluster, RateLimiterRedis } from 'rate-limiter-flexible'

export interface Limiters {
  readonly create: CreateLimiter
  close(): Promise<void>
}

/**
 * Opens the store of rate limit counters: Redis if `redisUrl` is set, else the primary process for the workers of a cluster, else
 * this process. While Redis is unavailable, each process counts on its own and no call fails.
 */
export async function openLimiters(redisUrl: string | undefined, logger: Logger): Promise<Limiters> {
  if (redisUrl !== undefined) return inRedis(redisUrl, logger)
  return { create: cluster.isWorker ? inPrimary : createMemoryLimiter, close: async () => {} }
}

/** Falls back to a counter of this process while the primary does not respond. */
const inPrimary: CreateLimiter = ({ name, points, seconds }) => {
  const shared = new RateLimiterCluster({ keyPrefix: name, points, duration: seconds, timeoutMs: 1000 })
  const local = createMemoryLimiter({ name, points, seconds })
  const withFallback =
    <A extends unknown[], T>(count: (...args: A) => Promise<T>, fallback: (...args: A) => Promise<T>) =>
    (...args: A) =>
      count(...args).catch((reason) => (reason instanceof Error ? fallback(...args) : Promise.reject(reason)))
  return {
    consume: withFallback(shared.consume.bind(shared), local.consume.bind(local)),
    get: withFallback(shared.get.bind(shared), local.get.bind(local)),
    reward: withFallback(shared.reward.bind(shared), local.reward.bind(local)),
  }
}

async function inRedis(url: string, logger: Logger): Promise<Limiters> {
  const { openRedis } = await import('./redis.js')
  const redis = openRedis(url, logger)
  return {
    create: ({ name, points, seconds }) =>
      new RateLimiterRedis({
        storeClient: redis.client,
        keyPrefix: `taskpact:${name}`,
        points,
        duration: seconds,
        rejectIfRedisNotReady: true,
        // Refuses further calls of the window without a request to Redis.
        inMemoryBlockOnConsumed: points + 1,
        insuranceLimiter: createMemoryLimiter({ name, points, seconds }) as InsuranceLimiter,
      }),
    close: redis.close,
  }
}

/** The memory limiter has all methods; `Limiter` declares only those that are called here. */
type InsuranceLimiter = ConstructorParameters<typeof RateLimiterRedis>[0]['insuranceLimiter'] & object
