import cluster from 'node:cluster'
import { type CreateLimiter, createMemoryLimiter } from '@taskpact/engine'
import type { Logger } from 'pino'
import { RateLimiterCluster, RateLimiterRedis } from 'rate-limiter-flexible'

export interface Limiters {
  readonly create: CreateLimiter
  close(): Promise<void>
}

/**
 * Counts where all that should count together can: in Redis, where one is given; else in the primary process, for the workers of
 * a cluster; else here. While Redis is away each process counts for itself, so that limits go on and no call fails for it.
 */
export async function openLimiters(redisUrl: string | undefined, logger: Logger): Promise<Limiters> {
  if (redisUrl !== undefined) return inRedis(redisUrl, logger)
  return { create: cluster.isWorker ? inPrimary : createMemoryLimiter, close: async () => {} }
}

/** While the primary does not answer, this process counts for itself. */
const inPrimary: CreateLimiter = ({ name, points, seconds }) => {
  const shared = new RateLimiterCluster({ keyPrefix: name, points, duration: seconds, timeoutMs: 1000 })
  const own = createMemoryLimiter({ name, points, seconds })
  const insured =
    <A extends unknown[], T>(ask: (...given: A) => Promise<T>, instead: (...given: A) => Promise<T>) =>
    (...given: A) =>
      ask(...given).catch((reason) => (reason instanceof Error ? instead(...given) : Promise.reject(reason)))
  return {
    consume: insured(shared.consume.bind(shared), own.consume.bind(own)),
    get: insured(shared.get.bind(shared), own.get.bind(own)),
    reward: insured(shared.reward.bind(shared), own.reward.bind(own)),
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
        // Who is refused goes on being so without asking Redis each time.
        inMemoryBlockOnConsumed: points + 1,
        insuranceLimiter: createMemoryLimiter({ name, points, seconds }) as InsuranceLimiter,
      }),
    close: redis.close,
  }
}

/** The memory limiter is one; our own type of it leaves out what we do not call. */
type InsuranceLimiter = ConstructorParameters<typeof RateLimiterRedis>[0]['insuranceLimiter'] & object
