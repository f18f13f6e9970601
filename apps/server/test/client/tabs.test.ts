import { randomUUID } from 'node:crypto'
import { type ApiError, createClient, createSession, type SessionOptions } from '@taskpact/client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestServer } from '../support/test-server.js'
import { browserFetch, type CountingFetch, countingFetch } from './counting-fetch.js'
import { sharedStore } from './shared-store.js'
import { createWebLocks } from './web-locks.js'

const minute = 60_000
const refresh = '/api/auth/refresh'
let at = Date.parse('2026-03-01T09:30:00.000Z')
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(at) })
})
afterAll(() => server?.close())
beforeEach(() => {
  vi.stubGlobal('navigator', { locks: createWebLocks() })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const account = () => ({ email: `${randomUUID()}@example.com`, password: 'Test123!' })

/** A tab of a browser that has Web Locks; all of them share what they keep. */
function openTab(keep: NonNullable<SessionOptions['keep']>, name: string, counting: CountingFetch) {
  const ends: (ApiError | undefined)[] = []
  const session = createSession({ keep, name, onSignedOut: (error) => ends.push(error) })
  return { session, ends, client: createClient({ baseUrl: server.url, session, fetch: counting.fetch }) }
}

describe.each(['store', 'cookie'] as const)('tabs that share a %s', (kind) => {
  function openTabs(count: number) {
    const counting = kind === 'cookie' ? browserFetch() : countingFetch()
    const keep = kind === 'cookie' ? 'cookie' : sharedStore()
    const name = randomUUID()
    const tabs = Array.from({ length: count }, () => openTab(keep, name, counting))
    return { first: tabs[0] as (typeof tabs)[number], tabs, counting }
  }

  it('renew their token once for all of them', async () => {
    const { first, tabs, counting } = openTabs(4)
    await first.client.auth.signup(account())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))
    const before = counting.count(refresh)
    at += 16 * minute

    await Promise.all(tabs.flatMap(({ client }) => Array.from({ length: 5 }, () => client.tasks.list())))

    expect(counting.count(refresh) - before).toBe(1)
    expect(counting.count('/api/me/tasks', 401)).toBe(20)
    expect(tabs.flatMap(({ ends }) => ends)).toEqual([])
  })

  it('are all told of a sign-out in one of them', async () => {
    const { first, tabs } = openTabs(3)
    await first.client.auth.signup(account())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))

    await first.client.auth.signout()

    await expect.poll(() => tabs.map(({ ends }) => ends)).toEqual([[undefined], [undefined], [undefined]])
    for (const { client } of tabs) await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('follow a sign-in as somebody else in one of them', async () => {
    const { first, tabs } = openTabs(2)
    await first.client.auth.signup(account())
    const { user } = await first.client.auth.signup(account())

    await expect.poll(async () => (await tabs[1]?.client.auth.me())?.id).toBe(user.id)
  })
})

it('tabs of other names go their own ways', async () => {
  const keep = [sharedStore(), sharedStore()] as const
  const one = openTab(keep[0], 'one', countingFetch())
  const two = openTab(keep[1], 'two', countingFetch())
  await one.client.auth.signup(account())
  await two.client.auth.signup(account())

  await one.client.auth.signout()

  expect(await two.client.tasks.list()).toMatchObject({ items: [] })
  expect(two.ends).toEqual([])
})
