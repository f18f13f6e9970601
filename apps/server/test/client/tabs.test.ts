import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserFetch, countingFetch } from './counting-fetch.js'
import { account, openPeople, type People, refresh } from './people.js'
import { sharedStore } from './shared-store.js'
import { createWebLocks } from './web-locks.js'

let people: People

beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people?.close())
beforeEach(() => {
  vi.stubGlobal('navigator', { locks: createWebLocks() })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

// Each is a tab of a browser that has Web Locks; all of them share what they keep.
describe.each(['store', 'cookie'] as const)('tabs that share a %s', (kind) => {
  function openTabs(count: number) {
    const counting = kind === 'cookie' ? browserFetch() : countingFetch()
    const storage = kind === 'cookie' ? 'cookie' : sharedStore()
    const name = randomUUID()
    const tabs = Array.from({ length: count }, () => people.someone({ storage, name }, counting))
    return { first: tabs[0] as (typeof tabs)[number], tabs, counting }
  }

  it('renew their token once for all of them', async () => {
    const { first, tabs, counting } = openTabs(4)
    await first.client.auth.signup(account())
    await Promise.all(tabs.map(({ client }) => client.auth.me()))
    const before = counting.count(refresh)
    people.pass(16)

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
  const storage = [sharedStore(), sharedStore()] as const
  const one = people.someone({ storage: storage[0], name: 'one' })
  const two = people.someone({ storage: storage[1], name: 'two' })
  await one.client.auth.signup(account())
  await two.client.auth.signup(account())

  await one.client.auth.signout()

  expect(await two.client.tasks.list()).toMatchObject({ items: [] })
  expect(two.ends).toEqual([])
})
