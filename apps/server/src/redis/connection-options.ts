import type { RedisOptions } from 'ioredis'

/** Connects again after each outage, and lets commands fail meanwhile. */
export const connectionOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 1000,
  retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
} satisfies RedisOptions
