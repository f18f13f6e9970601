import { Redis } from 'ioredis'
import type { Logger } from 'pino'

export interface OpenRedis {
  readonly client: Redis
  close(): Promise<void>
}

/** Milliseconds in which Redis must answer: it is asked before a call, which can do without the answer. */
const patience = 250

/**
 * Connects to Redis, and again whenever it was away. A command fails at once while it is away, and soon when it does not answer:
 * then the connection is given up, so that only the first calls wait for one that is frozen. One log line for each change.
 */
export function openRedis(url: string, logger: Logger): OpenRedis {
  const client = new Redis(url, {
    connectionName: 'taskpact',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1000,
    socketTimeout: patience,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
  })
  let isAway = false
  client.on('error', (error) => {
    if (!isAway) logger.warn({ err: error }, 'Redis is away: this process counts for itself')
    isAway = true
  })
  client.on('ready', () => {
    if (isAway) logger.info('Redis is back')
    isAway = false
  })
  return {
    client,
    async close() {
      client.disconnect()
    },
  }
}
