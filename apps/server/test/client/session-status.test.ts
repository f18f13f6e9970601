import { setTimeout } from 'node:timers/promises'
import { createSession } from '@taskpact/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch, recordingFetch } from './recording-fetch.js'
import { newAccount, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())

const openClient: SessionServer['openClient'] = (...args) => server.openClient(...args)

/** Opens the page again: another session with the same storage. */
const storages: [string, () => () => ReturnType<typeof openClient>][] = [
  [
    'TokenStore',
    () => {
      const storage = sharedTokenStore()
      return () => openClient({ storage })
    },
  ],
  [
    'cookie',
    () => {
      const browser = browserFetch()
      return () => openClient({ storage: 'cookie' }, browser)
    },
  ],
]

describe.each(storages)('status of a session with token storage: %s', (_storage, openBrowser) => {
  it('becomes known when the page subscribes, and again after a reload', async () => {
    const openPage = openBrowser()
    const first = openPage()
    expect([first.session.status, first.session.user]).toEqual(['loading', undefined])

    first.session.subscribe(() => {})

    await expect.poll(() => first.session.status).toBe('signed-out')
    const { user } = await first.client.auth.signup(newAccount())
    expect([first.session.status, first.session.user]).toEqual(['signed-in', user])

    const second = openPage()
    const listener = vi.fn()
    second.session.subscribe(listener)
    await expect.poll(() => second.session.status).toBe('signed-in')
    expect(second.session.user).toEqual(user)
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('becomes known with the first call', async () => {
    const { session, client } = openBrowser()()

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })

    expect(session.status).toBe('signed-out')
  })

  it('is reported to each listener once per change, until it unsubscribes', async () => {
    const { session, client } = openBrowser()()
    const seen: unknown[] = []
    const listener = () => void seen.push([session.status, session.user?.email])
    const unsubscribe = session.subscribe(listener)
    const other = session.subscribe(listener)
    await expect.poll(() => session.status).toBe('signed-out')
    other()
    const account = newAccount()
    await client.auth.signup(account)
    await client.tasks.list()
    server.advance(16)
    await client.tasks.list()
    await client.auth.signout()
    unsubscribe()
    await client.auth.signin(account)

    expect(seen).toEqual([
      ['signed-out', undefined],
      ['signed-out', undefined],
      ['signed-in', account.email],
      ['signed-out', undefined],
    ])
  })

  it('is signed-in for expired tokens while the server does not respond', async () => {
    const openPage = openBrowser()
    await openPage().client.auth.signup(newAccount())
    server.advance(16)
    const { session } = openPage()

    session.subscribe(() => {})

    await expect.poll(() => session.status).toBe('signed-in')
  })
})

describe('status of a session', () => {
  it('is known at once if nothing is stored', () => {
    expect(openClient().session.status).toBe('signed-out')
  })

  it('becomes known as soon as there is a client, if the page subscribed before', async () => {
    const session = createSession({ storage: 'cookie' })
    session.subscribe(() => {})
    await setTimeout(20)
    expect(session.status).toBe('loading')

    const { client } = openClient({ storage: 'cookie' }, browserFetch())
    expect(client).toBeDefined()
  })

  it('is asked for again if the server could not be reached', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      let isOffline = true
      const { fetch, ...recording } = browserFetch()
      const { session } = openClient(
        { storage: 'cookie' },
        {
          ...recording,
          fetch: async (...args) => {
            if (isOffline) throw new TypeError('fetch failed')
            return fetch(...args)
          },
        },
      )
      session.subscribe(() => {})
      await vi.advanceTimersByTimeAsync(4000)
      expect(session.status).toBe('loading')

      isOffline = false
      await vi.advanceTimersByTimeAsync(5000)
      vi.useRealTimers()

      await expect.poll(() => session.status).toBe('signed-out')
    } finally {
      vi.useRealTimers()
    }
  })

  it('is signed-out after a refresh token that the server rejects', async () => {
    const account = newAccount()
    const { client, session } = openClient({}, recordingFetch())
    await client.auth.signup(account)
    const other = openClient()
    await other.client.auth.signin(account)
    await other.client.auth.sessions.revokeOthers()

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'invalid_token' })

    expect([session.status, session.user]).toEqual(['signed-out', undefined])
  })
})
