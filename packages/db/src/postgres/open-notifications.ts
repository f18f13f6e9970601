import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NotificationOptions, Notifications } from '../notifications.js'
import { readAddress } from './address.js'
import type { Connection } from './connection.js'
import { notificationChannel } from './notification-channel.js'
import { createOpener } from './open-postgres.js'

/** Milliseconds in which a message of this process to itself has to arrive. */
const echoTimeout = 2000
/** Maximum number of such messages at the start that do not arrive. */
const maxMissed = 3
/** Milliseconds between two such messages, which detect a lost connection. */
const echoInterval = 10_000
/** Milliseconds between two attempts to connect. */
const [minDelay, maxDelay] = [100, 2000]

export function openNotifications(
  url: string,
  { role, timeout, notify, onMessage, onSilent }: NotificationOptions,
): Notifications | undefined {
  const address = readAddress(url, undefined, role)
  if (!address.prepare) return undefined // a pooler
  const open = createOpener(address)
  const self = randomUUID()
  const closing = new AbortController()
  let connection: Connection | undefined
  let hasWorked = false
  let onEcho = () => {}

  const receive = (payload: string) => {
    const [sender, text] = payload.split(/ (.*)/s, 2)
    if (sender === self) onEcho()
    else if (text) onMessage(text) // without a text, it is a message of another process to itself
  }

  const send = (text: string) => notify(`${self} ${text}`)

  /** Whether a message of this process to itself arrives. */
  async function isHeard(): Promise<boolean> {
    const echo = new Promise<boolean>((resolve) => {
      onEcho = () => resolve(true)
    })
    await send('')
    return Promise.race([echo, sleep(echoTimeout, false, { ref: false })])
  }

  /** Resolves once the connection is closed. */
  async function listen(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      const onClosed = () => resolve()
      const onOpened = (run: (text: string) => Promise<unknown>) => run(`listen ${notificationChannel}`)
      open({
        connectTimeout: timeout / 2,
        statementTimeout: timeout,
        onOpened,
        onClosed,
        onNotification: receive,
      }).then((opened) => {
        connection = opened
        watch()
          .catch(() => {})
          .finally(opened.drop)
      }, onClosed)
    })
    await closed
    connection = undefined
  }

  /** Sends messages to itself until they do not arrive. */
  async function watch(): Promise<void> {
    for (let missed = 0; !closing.signal.aborted; ) {
      if (await isHeard()) {
        hasWorked = true
        missed = 0
        await sleep(echoInterval, undefined, { ref: false, signal: closing.signal })
      } else if (hasWorked) return
      else if (++missed === maxMissed) {
        onSilent()
        closing.abort()
      }
    }
  }

  async function stayConnected(): Promise<void> {
    for (let delay = minDelay; !closing.signal.aborted; delay = Math.min(delay * 2, maxDelay)) {
      const startedAt = performance.now()
      await listen()
      if (performance.now() - startedAt > maxDelay) delay = minDelay
      await sleep(delay, undefined, { ref: false, signal: closing.signal }).catch(() => {})
    }
  }

  const connected = stayConnected()
  return {
    send: (text) => void send(text).catch(() => {}),
    async close() {
      closing.abort()
      await connection?.end()
      await connected
    },
  }
}
