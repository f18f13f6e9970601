import { createClient } from '@taskpact/client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch } from './recording-fetch.js'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

const minute = 60_000
let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())

const openClient: SessionServer['openClient'] = (...args) => server.openClient(...args)

describe('session in a shared TokenStore', () => {
  it('uses the tokens that another tab refreshed', async () => {
    const storage = sharedTokenStore()
    const [one, two] = [openClient({ storage }), openClient({ storage })]
    await one.client.auth.signup(newAccount())
    server.advance(16)

    await one.client.tasks.create({ title: 'From the first tab' })

    expect(await two.client.tasks.list()).toMatchObject({ items: [{ title: 'From the first tab' }] })
    expect(one.recording.count(refreshPath)).toBe(1)
    expect(two.recording.count(refreshPath)).toBe(0)
  })

  it('remains if two tabs without Web Locks refresh at the same time', async () => {
    const storage = sharedTokenStore()
    const tabs = [openClient({ storage }), openClient({ storage })]
    await tabs[0]?.client.auth.signup(newAccount())

    for (let n = 0; n < 5; n++) {
      server.advance(16)
      await Promise.all(tabs.map(({ client }) => client.tasks.list()))
    }

    expect(tabs.flatMap(({ signOuts }) => signOuts)).toEqual([])
  })

  it('does not repeat a call with the token of another user who signed in meanwhile', async () => {
    const storage = sharedTokenStore()
    const [alice, bob] = [openClient({ storage }), openClient({ storage })]
    await alice.client.auth.signup(newAccount())
    server.advance(16)
    let signIn: Promise<unknown> | undefined
    const aliceClient = createClient({
      baseUrl: server.url,
      session: alice.session,
      async fetch(input, init) {
        const response = await fetch(input, init)
        signIn ??= bob.client.auth.signup(newAccount())
        await signIn
        return response
      },
    })

    await expect(aliceClient.tasks.create({ title: "Alice's" })).rejects.toMatchObject({ code: 'session_changed' })

    expect(await bob.client.tasks.list()).toMatchObject({ items: [] })
  })

  it.each(['', 'null', '5', '{', '{"token":5}', 'eyJ'])('is signed out if the store contains %j', async (text) => {
    const { client } = openClient({ storage: { ...sharedTokenStore(), get: () => text } })

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('session in a cookie', () => {
  it('does not expose the refresh token to scripts', async () => {
    const { client } = openClient({ storage: 'cookie' }, browserFetch())

    expect(await client.auth.signup(newAccount())).not.toHaveProperty('refreshToken')
  })

  it('continues after a reload', async () => {
    const browser = browserFetch()
    const firstPage = openClient({ storage: 'cookie' }, browser)
    const { user } = await firstPage.client.auth.signup(newAccount())

    const { client } = openClient({ storage: 'cookie' }, browser)
    const both = await Promise.all([client.auth.me(), client.auth.me()])

    expect(both).toEqual([user, user])
    expect(browser.count(refreshPath)).toBe(1)
  })

  it('asks once whether there is a cookie if signed out, without calling onSignedOut', async () => {
    const { client, recording, signOuts } = openClient({ storage: 'cookie' }, browserFetch())

    for (let n = 0; n < 3; n++) await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })

    expect(recording.count(refreshPath)).toBe(0)
    expect(recording.count('/api/auth/session')).toBe(1)
    expect(signOuts).toEqual([])
  })

  it('fails visibly at the sign-in if the browser does not keep the cookie', async () => {
    const browser = browserFetch()
    const withoutCookies: typeof fetch = async (input, init) => {
      const response = await browser.fetch(input, init)
      browser.cookies.clear()
      return response
    }
    const { client, session, signOuts } = openClient({ storage: 'cookie' }, { ...browser, fetch: withoutCookies })

    const error = await client.auth.signup(newAccount()).catch((thrown) => thrown)

    expect(error).toMatchObject({ name: 'ApiError', code: 'cookie_blocked', message: expect.stringMatching(/site/) })
    expect(session.status).not.toBe('signed-in')
    expect(signOuts).toEqual([])
  })
})

describe('session and the clock of the client', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  const signUp = async (clientAhead: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: server.now + clientAhead })
    const opened = openClient()
    await opened.client.auth.signup(newAccount())
    return opened
  }

  it('refreshes a token shortly before it expires', async () => {
    const { client, recording } = await signUp(0)
    vi.setSystemTime(server.now + 14 * minute + 55_000)

    await Promise.all([client.tasks.list(), client.tasks.list()])

    expect(recording.requests.slice(1).map(({ path }) => path)).toEqual([refreshPath, '/api/me/tasks', '/api/me/tasks'])
  })

  it.each([-600, -14, 14.9, 600])(
    'refreshes an expired token once if the clock is off by %d minutes',
    async (minutes) => {
      const { client, recording } = await signUp(minutes * minute)

      for (let n = 0; n < 3; n++) await client.tasks.list()
      server.advance(16)
      await client.tasks.list()

      expect(recording.count(refreshPath)).toBe(1)
    },
  )
})
