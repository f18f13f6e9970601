import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { connectionOptions } from '../redis/connection-options.js'

export interface OpenRedis {
  readonly client: Redis
  close(): Promise<void>
}

/** Timeout of a command. Short, because each request waits for Redis but can proceed without it. */
const timeoutMs = 250

/**
 * Connects to Redis, and reconnects after an outage. Commands fail immediately while Redis is unavailable. If it does not respond
 * in time, the connection is closed, so that only the first commands wait. Logs one line for each change.
 */
export function openRedis(url: string, logger: Logger): OpenRedis {
  const client = new Redis(url, {
    ...connectionOptions,
    connectionName: 'taskpact',
    socketTimeout: timeoutMs,
  })
  let isUnavailable = false
  let isClosing = false
  function onLost(error?: Error): void {
    if (!isUnavailable && !isClosing)
      logger.warn({ err: error }, 'Redis is unavailable; this process counts requests on its own')
    isUnavailable = true
  }
  client.on('error', onLost)
  // A short outage ends before the first reconnect and emits no error.
  client.on('close', () => onLost())
  client.on('ready', () => {
    if (isUnavailable) logger.info('Redis is available again')
    isUnavailable = false
  })
  return {
    client,
    async close() {
      isClosing = true
      client.disconnect()
    },
  }
}
