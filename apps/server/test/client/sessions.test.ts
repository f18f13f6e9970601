import { createTrpcClient } from '@taskpact/client/trpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserFetch } from './counting-fetch.js'
import { account, openPeople, type People, refresh } from './people.js'
import { sharedStore } from './shared-store.js'

let people: People

beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people?.close())

const someone: People['someone'] = (...given) => people.someone(...given)

/** As an application would write it over a database of the browser. */
function slowStore() {
  const { get, set, remove } = sharedStore()
  const later = () => new Promise((resolve) => setTimeout(resolve, 1))
  return {
    get: () => later().then(get),
    set: (tokens: string) => later().then(() => set(tokens)),
    remove: () => later().then(remove),
  }
}

const ways: [string, () => ReturnType<typeof someone>][] = [
  ['memory', () => someone()],
  ['a store', () => someone({ storage: sharedStore() })],
  ['a store that takes its time', () => someone({ storage: slowStore() })],
  ['a cookie', () => someone({ storage: 'cookie' }, browserFetch())],
]

describe.each(ways)('a session in %s', (_where, open) => {
  it('begins with signing up, and signs every call', async () => {
    const { client } = open()

    const { user } = await client.auth.signup(account())

    expect(await client.auth.me()).toEqual(user)
    expect((await client.tasks.create({ title: 'Buy milk' })).title).toBe('Buy milk')
  })

  it('renews its token once for twenty calls that are refused together, and all succeed', async () => {
    const { client, counting, ends } = open()
    await client.auth.signup(account())
    people.pass(16)

    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => client.tasks.create({ title: `Task ${n}` })))

    expect(new Set(made.map(({ id }) => id)).size).toBe(20)
    expect(counting.count('/api/me/tasks', 401)).toBe(20)
    expect(counting.count(refresh)).toBe(1)
    expect(ends).toEqual([])
  })

  it('goes on over many renewals', async () => {
    const { client, counting } = open()
    await client.auth.signup(account())

    for (let n = 0; n < 4; n++) {
      people.pass(16)
      await Promise.all([client.auth.me(), client.tasks.list()])
    }

    expect(counting.count(refresh, 200)).toBe(4)
  })

  it('ends with signing out', async () => {
    const { client, session, ends, counting } = open()
    await client.auth.signup(account())

    await client.auth.signout()

    expect(await session.token()).toBeUndefined()
    expect(ends).toEqual([undefined])
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(counting.count(refresh)).toBe(0)
  })

  it('signs out also when its token ended before', async () => {
    const { client, ends } = open()
    await client.auth.signup(account())
    people.pass(16)

    await client.auth.signout()

    expect(ends).toEqual([undefined])
  })

  it('that ended on the server fails every call alike, and is told once', async () => {
    const who = account()
    const { client, session, ends, counting } = open()
    await client.auth.signup(who)
    const other = someone()
    await other.client.auth.signin(who)
    await other.client.auth.sessions.revokeOthers()

    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => client.tasks.list()))

    for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'invalid_token' } })
    expect(counting.count(refresh)).toBe(1)
    expect(ends).toEqual([expect.objectContaining({ code: 'invalid_token' })])
    expect(await session.token()).toBeUndefined()
  })

  it('that could not be renewed for now fails the call and goes on', async () => {
    let isAway = false
    const counting = open().counting
    const away: typeof fetch = async (input, init) => {
      if (isAway && String(input).endsWith(refresh)) throw new TypeError('fetch failed')
      return counting.fetch(input, init)
    }
    const cookie = 'cookies' in counting
    const { client, ends } = someone({ storage: cookie ? 'cookie' : 'memory' }, { ...counting, fetch: away })
    await client.auth.signup(account())
    people.pass(16)
    isAway = true

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unreachable' })

    isAway = false
    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(ends).toEqual([])
  })

  it.each(['is forgotten', 'is begun by another user'])('that %s while it is renewed is not renewed', async (what) => {
    const { counting } = open()
    const storage = 'cookies' in counting ? 'cookie' : 'memory'
    let meanwhile: Promise<unknown> | undefined
    const between: typeof fetch = async (input, init) => {
      const response = await counting.fetch(input, init)
      if (!String(input).endsWith(refresh)) return response
      meanwhile ??= what === 'is forgotten' ? session.forget() : client.auth.signup(account())
      await meanwhile
      return response
    }
    const { client, session } = someone({ storage }, { ...counting, fetch: between })
    const { user } = await client.auth.signup(account())
    people.pass(16)

    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'token_expired' })

    const { id } = ((await meanwhile) as { user?: { id: string } } | undefined)?.user ?? {}
    const now = (await session.token()) && (await client.auth.me()).id
    expect(now).toBe(id)
    expect(now).not.toBe(user.id)
  })

  it('goes on when the answer to a renewal is lost', async () => {
    const { counting } = open()
    let lost = 0
    const losing: typeof fetch = async (input, init) => {
      const response = await counting.fetch(input, init)
      if (!String(input).endsWith(refresh) || lost++ % 2 > 0) return response
      throw new TypeError('fetch failed')
    }
    const storage = 'cookies' in counting ? 'cookie' : 'memory'
    const { client, ends } = someone({ storage }, { ...counting, fetch: losing })
    await client.auth.signup(account())

    for (let n = 0; n < 2; n++) {
      people.pass(16)
      expect(await client.tasks.list()).toMatchObject({ items: [] })
    }

    expect(counting.count(refresh, 200)).toBe(4)
    expect(ends).toEqual([])
  })

  it('goes on after a change of the password', async () => {
    const who = account()
    const { client, counting } = open()
    await client.auth.signup(who)

    await client.auth.changePassword({ currentPassword: who.password, newPassword: 'correct horse battery' })
    people.pass(16)

    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(counting.count(refresh, 200)).toBe(1)
  })

  it('is not ended by a wrong password', async () => {
    const { client, ends } = open()
    await client.auth.signup(account())

    await expect(client.auth.deleteMe({ password: 'wrong' })).rejects.toMatchObject({ code: 'invalid_credentials' })

    expect(await client.tasks.list()).toMatchObject({ items: [] })
    expect(ends).toEqual([])
  })

  it('ends with the account', async () => {
    const who = account()
    const { client, ends } = open()
    await client.auth.signup(who)

    await client.auth.deleteMe({ password: who.password })

    expect(ends).toEqual([undefined])
    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('gives its token to the tRPC client', async () => {
    const { client, session } = open()
    await client.auth.signup(account())
    await client.tasks.create({ title: 'Buy milk' })

    const trpc = createTrpcClient({ baseUrl: people.url, token: session.token })

    expect(await trpc.tasks.list.query()).toMatchObject({ items: [{ title: 'Buy milk' }] })
  })
})
