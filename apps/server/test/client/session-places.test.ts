import { createClient } from '@taskpact/client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch } from './counting-fetch.js'
import { account, openPeople, type People, refresh } from './people.js'
import { sharedStore } from './shared-store.js'

const minute = 60_000
let people: People

beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people?.close())

const someone: People['someone'] = (...given) => people.someone(...given)

describe('a session in a store', () => {
  it('is the same in two tabs, of which each goes on with what the other renewed', async () => {
    const storage = sharedStore()
    const [one, two] = [someone({ storage }), someone({ storage })]
    await one.client.auth.signup(account())
    people.pass(16)

    await one.client.tasks.create({ title: 'By one' })

    expect(await two.client.tasks.list()).toMatchObject({ items: [{ title: 'By one' }] })
    expect(one.counting.count(refresh)).toBe(1)
    expect(two.counting.count(refresh)).toBe(0)
  })

  it('survives that two tabs without locks renew together', async () => {
    const storage = sharedStore()
    const tabs = [someone({ storage }), someone({ storage })]
    await tabs[0]?.client.auth.signup(account())

    for (let n = 0; n < 5; n++) {
      people.pass(16)
      await Promise.all(tabs.map(({ client }) => client.tasks.list()))
    }

    expect(tabs.flatMap(({ ends }) => ends)).toEqual([])
  })

  it('does not send the call of one user as another who signed in meanwhile', async () => {
    const storage = sharedStore()
    const [alice, bob] = [someone({ storage }), someone({ storage })]
    await alice.client.auth.signup(account())
    people.pass(16)
    let signIn: Promise<unknown> | undefined
    const slow = createClient({
      baseUrl: people.url,
      session: alice.session,
      async fetch(input, init) {
        const response = await fetch(input, init)
        signIn ??= bob.client.auth.signup(account())
        await signIn
        return response
      },
    })

    await expect(slow.tasks.create({ title: "Alice's" })).rejects.toMatchObject({ code: 'token_expired' })

    expect(await bob.client.tasks.list()).toMatchObject({ items: [] })
  })

  it.each(['', 'null', '5', '{', '{"token":5}', 'eyJ'])('is none where the store holds %j', async (text) => {
    const { client } = someone({ storage: { ...sharedStore(), get: () => text } })

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('a session in a cookie', () => {
  it('keeps no refresh token where scripts could read it', async () => {
    const { client } = someone({ storage: 'cookie' }, browserFetch())

    expect(await client.auth.signup(account())).not.toHaveProperty('refreshToken')
  })

  it('goes on after a reload', async () => {
    const browser = browserFetch()
    const before = someone({ storage: 'cookie' }, browser)
    const { user } = await before.client.auth.signup(account())

    const { client } = someone({ storage: 'cookie' }, browser)
    const both = await Promise.all([client.auth.me(), client.auth.me()])

    expect(both).toEqual([user, user])
    expect(browser.count(refresh)).toBe(1)
  })

  it('asks once where nobody is signed in, and tells of no end', async () => {
    const { client, counting, ends } = someone({ storage: 'cookie' }, browserFetch())

    for (let n = 0; n < 3; n++) await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })

    expect(counting.count(refresh)).toBe(1)
    expect(ends).toEqual([])
  })
})

describe('the clock of the client', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  const signedUp = async (clientAhead: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: people.now + clientAhead })
    const one = someone()
    await one.client.auth.signup(account())
    return one
  }

  it('renews a token shortly before it ends', async () => {
    const { client, counting } = await signedUp(0)
    vi.setSystemTime(people.now + 14 * minute + 55_000)

    await Promise.all([client.tasks.list(), client.tasks.list()])

    expect(counting.asked.slice(1).map(({ path }) => path)).toEqual([refresh, '/api/me/tasks', '/api/me/tasks'])
  })

  it.each([-600, -14, 14.9, 600])('may be wrong by %d minutes', async (minutes) => {
    const { client, counting } = await signedUp(minutes * minute)

    for (let n = 0; n < 3; n++) await client.tasks.list()
    people.pass(16)
    await client.tasks.list()

    expect(counting.count(refresh)).toBe(1)
  })
})
