import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { connectionOptions } from '../redis/connection-options.js'
import { collect } from './collect.js'
import type { WakeUps } from './wake-ups.js'

const channel = 'taskpact:wake-ups'
/** Maximum number of users in one message. */
const keysPerMessage = 250

const options = { ...connectionOptions, connectionName: 'taskpact-wake-ups' }

/**
 * Sends wake-ups by a channel of Redis, those of a millisecond in one message. Calls `onWake` for those of other processes. A
 * sweep finds what a lost message was about, so failures are ignored here. The rate limits, which use Redis too, log that it is unavailable.
 */
export function openWakeUps(url: string, onWake: (key: string) => void): WakeUps {
  const sender = randomUUID()
  let isClosed = false
  const publisher = new Redis(url, { ...options, socketTimeout: 1000 })
  const subscriber = new Redis(url, { ...options, keepAlive: 10_000, autoResubscribe: false })
  for (const connection of [publisher, subscriber]) connection.on('error', () => {})
  // Also after each outage: ioredis itself subscribes again only once, and does not handle the failure.
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).catch(() => isClosed || subscriber.disconnect(true))
  })
  subscriber.on('message', (_channel, message: string) => {
    const [from, ...keys] = message.split(' ')
    if (from !== sender) for (const key of keys) onWake(key)
  })

  const publish = collect(0, keysPerMessage, (keys) => {
    publisher.publish(channel, [sender, ...keys].join(' ')).catch(() => {})
  })

  return {
    publish,
    async close() {
      isClosed = true
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
