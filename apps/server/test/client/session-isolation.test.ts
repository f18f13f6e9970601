import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient, createSession } from '@taskpact/client'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'
import { createWebLocks } from './web-locks.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A store that does not say that other tabs use it. */
const ownStore = () => ({ ...sharedTokenStore(), shared: undefined })

it('sessions of different users in one process do not share locks and messages', async () => {
  const locks = createWebLocks()
  const request = vi.spyOn(locks, 'request')
  const channels = vi.fn()
  vi.stubGlobal('navigator', { locks })
  vi.stubGlobal('BroadcastChannel', channels)
  const users = Array.from({ length: 5 }, () => server.openClient({ storage: ownStore() }))
  await Promise.all(users.map(({ client }) => client.auth.signup(newAccount())))

  server.advance(16)
  await Promise.all(users.map(({ client }) => client.tasks.list()))
  await users[0]?.client.auth.signout()

  expect(users.map(({ recording }) => recording.count(refreshPath))).toEqual([1, 1, 1, 1, 1])
  expect(users.map(({ session }) => session.status).slice(1)).toEqual(Array(4).fill('signed-in'))
  expect(users.flatMap(({ signOuts }) => signOuts)).toEqual([undefined])
  expect(request).not.toHaveBeenCalled()
  expect(channels).not.toHaveBeenCalled()
})

const collectGarbage = () => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

it('unused sessions are collected, and their channels closed', async () => {
  const close = vi.spyOn(BroadcastChannel.prototype, 'close')
  let left = 2000
  const registry = new FinalizationRegistry(() => left--)
  const open = () => {
    for (let n = 0; n < 1000; n++) {
      for (const storage of [sharedTokenStore(), 'memory'] as const) {
        const session = createSession({ storage, name: `dropped ${n}` })
        createClient({ baseUrl: server.url, session })
        registry.register(session, undefined)
      }
    }
  }
  open()

  await expect
    .poll(
      () => {
        collectGarbage()
        return [
          left,
          close.mock.contexts.filter((channel) => (channel as { name: string }).name.includes('dropped')).length,
        ]
      },
      { timeout: 20_000, interval: 100 },
    )
    .toEqual([0, 1000])
})

it('a session in use keeps its channel open', async () => {
  const storage = sharedTokenStore()
  const [one, other] = [server.openClient({ storage }), server.openClient({ storage })]
  for (let n = 0; n < 5; n++) {
    collectGarbage()
    await setTimeout(20) // channels are closed in a task of their own
  }

  const { user } = await one.client.auth.signup(newAccount())

  await expect.poll(() => other.session.user).toEqual(user)
})
