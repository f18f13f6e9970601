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
  let isClosing = false
  function loseIt(error?: Error): void {
    if (!isAway && !isClosing) logger.warn({ err: error }, 'Redis is away: this process counts for itself')
    isAway = true
  }
  client.on('error', loseIt)
  // An outage may be over before the first new connection is tried, and then has no error.
  client.on('close', () => loseIt())
  client.on('ready', () => {
    if (isAway) logger.info('Redis is back')
    isAway = false
  })
  return {
    client,
    async close() {
      isClosing = true
      client.disconnect()
    },
  }
}
