import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { connectionOptions } from '../redis/connection-options.js'

export interface WakeUps {
  /** Wakes the streams and the waiting calls of a user in the other processes. */
  publish(key: string): void
  close(): Promise<void>
}

const channel = 'taskpact:wake-ups'
/** Maximum number of users in one message. */
const keysPerMessage = 250

const options = { ...connectionOptions, connectionName: 'taskpact-wake-ups' }

/**
 * Sends wake-ups by a channel of Redis, those of one turn of the event loop in one message. Calls `onWake` for those of other processes. A
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

  let pending = new Set<string>()
  function send(): void {
    const keys = [...pending]
    pending = new Set()
    for (let from = 0; from < keys.length; from += keysPerMessage)
      publisher.publish(channel, [sender, ...keys.slice(from, from + keysPerMessage)].join(' ')).catch(() => {})
  }

  return {
    publish(key) {
      if (pending.size === 0) setImmediate(send)
      pending.add(key)
    },
    async close() {
      isClosed = true
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
