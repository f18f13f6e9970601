import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserFetch, type RecordingFetch, recordingFetch } from './recording-fetch.js'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'
import { createSlowChannel } from './slow-channel.js'
import { createWebLocks } from './web-locks.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())
beforeEach(() => {
  vi.stubGlobal('navigator', { locks: createWebLocks() })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

// Each client is a tab of a browser with Web Locks; all of them share the storage.
describe.each(['TokenStore', 'cookie'] as const)('tabs that share a session in a %s (Web Locks)', (kind) => {
  /** `beforeRequest` can hold a request back. */
  function openTabs(count: number, beforeRequest: (path: string, sent: RecordingFetch) => unknown = () => {}) {
    const recording = kind === 'cookie' ? browserFetch() : recordingFetch()
    const held: RecordingFetch = {
      ...recording,
      async fetch(input, init) {
        await beforeRequest(new URL(String(input)).pathname, recording)
        return recording.fetch(input, init)
      },
    }
    const storage = kind === 'cookie' ? 'cookie' : sharedTokenStore()
    const name = randomUUID()
    const tabs = Array.from({ length: count }, () => server.openClient({ storage, name }, held))
    return { first: tabs[0] as (typeof tabs)[number], tabs, recording }
  }

  it('refresh the token once for all tabs', async () => {
    const { first, tabs, recording } = openTabs(4)
    await first.client.auth.signup(newAccount())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))
    const before = recording.count(refreshPath)
    server.advance(16)

    await Promise.all(tabs.flatMap(({ client }) => Array.from({ length: 5 }, () => client.tasks.list())))

    expect(recording.count(refreshPath) - before).toBe(1)
    expect(recording.count('/api/me/tasks', 401)).toBe(20)
    expect(tabs.flatMap(({ signOuts }) => signOuts)).toEqual([])
  })

  it('refresh the token once even if broadcasts arrive late', async () => {
    const delay = 100
    vi.stubGlobal('BroadcastChannel', createSlowChannel(delay))
    const { first, tabs, recording } = openTabs(3, async (path, { count }) => {
      if (path !== refreshPath || count('/api/me/tasks', 401) === 0) return
      await expect.poll(() => count('/api/me/tasks', 401)).toBe(3)
      await setTimeout(delay) // now the other tabs wait for this one
    })
    await first.client.auth.signup(newAccount())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))
    await setTimeout(2 * delay) // the broadcasts of the sign-up have arrived
    const before = recording.count(refreshPath)
    server.advance(16)

    await Promise.all(tabs.map(({ client }) => client.tasks.list()))

    expect(recording.count(refreshPath) - before).toBe(1)
  })

  it('all call onSignedOut after a sign-out in one tab', async () => {
    const { first, tabs } = openTabs(3)
    await first.client.auth.signup(newAccount())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))

    await first.client.auth.signout()

    await expect.poll(() => tabs.map(({ signOuts }) => signOuts)).toEqual([[undefined], [undefined], [undefined]])
    for (const { client } of tabs) await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('use the session of another user who signs in in one tab', async () => {
    const { first, tabs } = openTabs(2)
    await first.client.auth.signup(newAccount())
    const { user } = await first.client.auth.signup(newAccount())

    await expect.poll(async () => (await tabs[1]?.client.auth.me())?.id).toBe(user.id)
  })
})

it('sessions with different names are independent', async () => {
  const storage = [sharedTokenStore(), sharedTokenStore()] as const
  const one = server.openClient({ storage: storage[0], name: 'one' })
  const two = server.openClient({ storage: storage[1], name: 'two' })
  await one.client.auth.signup(newAccount())
  await two.client.auth.signup(newAccount())

  await one.client.auth.signout()

  expect(await two.client.tasks.list()).toMatchObject({ items: [] })
  expect(two.signOuts).toEqual([])
})
