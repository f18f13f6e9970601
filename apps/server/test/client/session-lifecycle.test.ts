import { createTrpcClient } from '@taskpact/client/trpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserFetch } from './recording-fetch.js'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())

const openClient: SessionServer['openClient'] = (...args) => server.openClient(...args)

/** An asynchronous store, such as one on IndexedDB. */
function asyncStore() {
  const { get, set, remove } = sharedTokenStore()
  const later = () => new Promise((resolve) => setTimeout(resolve, 1))
  return {
    get: () => later().then(get),
    set: (tokens: string) => later().then(() => set(tokens)),
    remove: () => later().then(remove),
  }
}

const storages: [string, () => ReturnType<typeof openClient>][] = [
  ['memory', () => openClient()],
  ['TokenStore', () => openClient({ storage: sharedTokenStore() })],
  ['asynchronous TokenStore', () => openClient({ storage: asyncStore() })],
  ['cookie', () => openClient({ storage: 'cookie' }, browserFetch())],
]

describe.each(storages)('session with token storage: %s', (_storage, open) => {
  it('starts with a sign-up and authenticates every call', async () => {
    const { client } = open()

    const { user } = await client.auth.signup(newAccount())

    expect(await client.auth.me()).toEqual(user)
    expect((await client.tasks.create({ title: 'Buy milk' })).title).toBe('Buy milk')
  })

  it('refreshes the token once for 20 concurrent calls with an expired token', async () => {
    const { client, recording, signOuts } = open()
    await client.auth.signup(newAccount())
    server.advance(16)

    const created = await Promise.all(Array.from({ length: 20 }, (_, n) => client.tasks.create({ title: `Task ${n}` })))

    expect(new Set(created.map(({ id }) => id)).size).toBe(20)
    expect(recording.count('/api/me/tasks', 401)).toBe(20)
    expect(recording.count(refreshPath)).toBe(1)
    expect(signOuts).toEqual([])
  })

  it('continues over several refreshes', async () => {
    const { client, recording } = open()
    await client.auth.signup(newAccount())

    for (let n = 0; n < 4; n++) {
      server.advance(16)
      await Promise.all([client.auth.me(), client.tasks.list()])
    }

    expect(recording.count(refreshPath, 200)).toBe(4)
  })

  it('ends with a sign-out', async () => {
    const { client, session, signOuts, recording } = open()
    await client.auth.signup(newAccount())

    await client.auth.signout()

    expect(await session.token()).toBeUndefined()
    expect(signOuts).toEqual([undefined])
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(recording.count(refreshPath)).toBe(0)
  })

  it('signs out with an expired access token', async () => {
    const { client, signOuts } = open()
    await client.auth.signup(newAccount())
    server.advance(16)

    await client.auth.signout()

    expect(signOuts).toEqual([undefined])
  })

  it('ends once, with invalid_token for all concurrent calls, if it was revoked on the server', async () => {
    const credentials = newAccount()
    const { client, session, signOuts, recording } = open()
    await client.auth.signup(credentials)
    const other = openClient()
    await other.client.auth.signin(credentials)
    await other.client.auth.sessions.revokeOthers()

    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => client.tasks.list()))

    for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'invalid_token' } })
    expect(recording.count(refreshPath)).toBe(1)
    expect(signOuts).toEqual([expect.objectContaining({ code: 'invalid_token' })])
    expect(await session.token()).toBeUndefined()
  })

  it('remains if a refresh fails with a network error', async () => {
    let isOffline = false
    const recording = open().recording
    const offlineFetch: typeof fetch = async (input, init) => {
      if (isOffline && String(input).endsWith(refreshPath)) throw new TypeError('fetch failed')
      return recording.fetch(input, init)
    }
    const storage = 'cookies' in recording ? 'cookie' : 'memory'
    const { client, signOuts } = openClient({ storage }, { ...recording, fetch: offlineFetch })
    await client.auth.signup(newAccount())
    server.advance(16)
    isOffline = true

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unreachable' })

    isOffline = false
    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(signOuts).toEqual([])
  })

  it.each([
    ['is deleted', 'token_expired'],
    ['is replaced by another user', 'session_changed'],
  ])('is not refreshed if it %s during the refresh', async (what, code) => {
    const { recording } = open()
    const storage = 'cookies' in recording ? 'cookie' : 'memory'
    let concurrent: Promise<unknown> | undefined
    const interruptedFetch: typeof fetch = async (input, init) => {
      const response = await recording.fetch(input, init)
      if (!String(input).endsWith(refreshPath)) return response
      concurrent ??= what === 'is deleted' ? session.clearLocal() : client.auth.signup(newAccount())
      await concurrent
      return response
    }
    const { client, session } = openClient({ storage }, { ...recording, fetch: interruptedFetch })
    const { user } = await client.auth.signup(newAccount())
    server.advance(16)

    await expect(client.tasks.list()).rejects.toMatchObject({ code })

    const { id } = ((await concurrent) as { user?: { id: string } } | undefined)?.user ?? {}
    const now = (await session.token()) && (await client.auth.me()).id
    expect(now).toBe(id)
    expect(now).not.toBe(user.id)
  })

  it('continues if the response to a refresh is lost', async () => {
    const { recording } = open()
    let lost = 0
    const lossyFetch: typeof fetch = async (input, init) => {
      const response = await recording.fetch(input, init)
      if (!String(input).endsWith(refreshPath) || lost++ % 2 > 0) return response
      throw new TypeError('fetch failed')
    }
    const storage = 'cookies' in recording ? 'cookie' : 'memory'
    const { client, signOuts } = openClient({ storage }, { ...recording, fetch: lossyFetch })
    await client.auth.signup(newAccount())

    for (let n = 0; n < 2; n++) {
      server.advance(16)
      expect(await client.tasks.list()).toMatchObject({ items: [] })
    }

    expect(recording.count(refreshPath, 200)).toBe(4)
    expect(signOuts).toEqual([])
  })

  it('continues after a password change', async () => {
    const credentials = newAccount()
    const { client, recording } = open()
    await client.auth.signup(credentials)

    await client.auth.changePassword({ currentPassword: credentials.password, newPassword: 'correct horse battery' })
    server.advance(16)

    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(recording.count(refreshPath, 200)).toBe(1)
  })

  it('remains after wrong_password', async () => {
    const { client, signOuts } = open()
    await client.auth.signup(newAccount())

    await expect(client.auth.deleteMe({ password: 'wrong' })).rejects.toMatchObject({ code: 'wrong_password' })

    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(signOuts).toEqual([])
  })

  it('ends when the account is deleted', async () => {
    const credentials = newAccount()
    const { client, signOuts } = open()
    await client.auth.signup(credentials)

    await client.auth.deleteMe({ password: credentials.password })

    expect(signOuts).toEqual([undefined])
    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('provides the token of the tRPC client', async () => {
    const { client, session } = open()
    await client.auth.signup(newAccount())
    await client.tasks.create({ title: 'Buy milk' })

    const trpc = createTrpcClient({ baseUrl: server.url, token: session.token })

    expect(await trpc.tasks.list.query()).toMatchObject({ items: [{ title: 'Buy milk' }] })
  })
})
