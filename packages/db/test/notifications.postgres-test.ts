import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Notifications, openNotifications } from '../src/notifications.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let database: TestDatabase
let sender: OpenDatabase
const notify = (text: string) => sender.notify(text)
beforeAll(async () => {
  database = await createTestDatabase()
  sender = await openDatabase(database.url)
})
afterAll(async () => {
  await sender?.close()
  await database?.drop()
})
const opened: Notifications[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function open(received: string[] = [], url = database.url): Promise<Notifications> {
  const onMessage = (text: string) => void received.push(text)
  const one = await openNotifications(url, { role: 'primary', timeout: 5000, notify, onMessage, onSilent: vi.fn() })
  if (!one) throw new Error('A pooler')
  opened.push(one)
  return one
}

/** Sends until the other one is connected and receives it. */
async function untilReceived(sender: Notifications, received: readonly string[], text: string): Promise<void> {
  await expect
    .poll(
      () => {
        sender.send(text)
        return received
      },
      { timeout: 10_000, interval: 50 },
    )
    .toContain(text)
}

describe('notifications', () => {
  it('arrive at the other processes, not at the sender', async () => {
    const [here, there]: [string[], string[]] = [[], []]
    const one = await open(here)
    await open(there)
    await untilReceived(one, there, 'a b')

    expect(new Set(there)).toEqual(new Set(['a b']))
    expect(here).toEqual([])
  })

  it('arrive again after the connection of the listener or the sender was lost', async () => {
    const received: string[] = []
    const one = await open()
    await open(received)
    await untilReceived(one, received, 'before')
    await sender.db.execute(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query ~ 'pg_notify|^listen'`)

    await untilReceived(one, received, 'after')
  })

  it('are not used through a known pooler', async () => {
    expect(
      await openNotifications(`${database.url}?pgbouncer=true`, {
        role: 'primary',
        timeout: 5000,
        notify,
        onMessage: () => {},
        onSilent: () => {},
      }),
    ).toBeUndefined()
  })

  it('close while the server cannot be reached', async () => {
    const one = await open([], 'postgres://127.0.0.1:1/none')
    await sleep(200)

    await one.close()
  })

  it('close before they are connected', async () => {
    const one = await open()

    await one.close()
  })
})
