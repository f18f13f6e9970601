import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch } from './recording-fetch.js'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A browser with cookies and `localStorage`, which can be offline. */
function openBrowser() {
  const values = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  })
  const { fetch, ...recording } = browserFetch()
  const browser = { isOffline: false, values }
  const ownFetch: typeof fetch = async (...args) => {
    if (browser.isOffline) throw new TypeError('fetch failed')
    return fetch(...args)
  }
  const openPage = () => server.openClient({ storage: 'cookie' }, { ...recording, fetch: ownFetch })
  return { browser, openPage, recording }
}

const sessionCount = async (account: ReturnType<typeof newAccount>) => {
  const { client } = server.openClient()
  await client.auth.signin(account)
  const { items } = await client.auth.sessions.list()
  await client.auth.signout()
  return items.length - 1
}

describe('a session in a cookie that ends without the server', () => {
  it.each(['clearLocal', 'signout'] as const)('is ended at the next contact after %s', async (how) => {
    const { browser, openPage } = openBrowser()
    const account = newAccount()
    const { client, session, signOuts } = openPage()
    await client.auth.signup(account)
    browser.isOffline = true

    await (how === 'signout' ? session.signout({ offline: true }) : session.clearLocal())

    expect([session.status, session.user, signOuts]).toEqual(['signed-out', undefined, [undefined]])
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unreachable' })
    browser.isOffline = false
    expect(await sessionCount(account)).toBe(1)

    const next = openPage()
    next.session.subscribe(() => {})
    await expect.poll(() => next.session.status).toBe('signed-out')
    await expect(next.client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await sessionCount(account)).toBe(0)
    expect([...browser.values.values()]).toEqual([''])
  })

  it('does not end a session that is started meanwhile', async () => {
    const { openPage } = openBrowser()
    const { client, session } = openPage()
    await client.auth.signup(newAccount())
    await session.clearLocal()
    const account = newAccount()

    await client.auth.signup(account)

    const { client: next } = openPage()
    expect((await next.auth.me()).email).toBe(account.email)
  })

  it('sends no request that fails while no user is signed in', async () => {
    const { openPage, recording } = openBrowser()
    const { session } = openPage()
    session.subscribe(() => {})

    await expect.poll(() => session.status).toBe('signed-out')

    expect(recording.requests.filter(({ status }) => status >= 400)).toEqual([])
  })

  it('asks only once who is signed in after a reload', async () => {
    const { openPage, recording } = openBrowser()
    await openPage().client.auth.signup(newAccount())
    const before = recording.requests.length
    const { session } = openPage()
    session.subscribe(() => {})

    await expect.poll(() => session.status).toBe('signed-in')

    expect(recording.requests.slice(before).map(({ path }) => path)).toEqual([refreshPath])
  })

  it('works where scripts may not use the storage', async () => {
    const { openPage } = openBrowser()
    vi.stubGlobal('localStorage', {
      getItem() {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
    const { user } = await openPage().client.auth.signup(newAccount())

    const { client } = openPage()

    expect(await client.auth.me()).toEqual(user)
  })
})

it('session.signout ends the session on the server, also with an expired token', async () => {
  const account = newAccount()
  const { client, session, signOuts } = server.openClient({ storage: sharedTokenStore() })
  await client.auth.signup(account)
  server.advance(16)

  await session.signout()
  await session.signout()

  expect([session.status, signOuts]).toEqual(['signed-out', [undefined]])
  expect(await sessionCount(account)).toBe(0)
})

it('session.signout rejects and keeps the session if the server does not respond', async () => {
  const { session, client } = server.openClient({}, { ...browserFetch(), fetch: offlineAfterSignUp() })
  const { user } = await client.auth.signup(newAccount())

  await expect(session.signout()).rejects.toMatchObject({ code: 'unreachable' })

  expect([session.status, session.user]).toEqual(['signed-in', user])
})

function offlineAfterSignUp(): typeof fetch {
  let count = 0
  return async (...args) => {
    if (count++ > 0) throw new TypeError('fetch failed')
    return fetch(...args)
  }
}
