import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiError, createClient, createSession, isApiError } from '@taskpact/client'
import type { ChangePage, Task, TaskChange } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const password = 'Test123!'

describe('the live changes of the typed client', () => {
  let server: TestServer
  let ada: User
  let elapsedMs = 0
  beforeAll(async () => {
    server = await startTestServer({
      env: { METRICS_TOKEN: 'metrics-token-of-the-tests' },
      now: () => new Date(Date.now() + elapsedMs),
    })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
  })
  afterEach(() => {
    elapsedMs = 0
    vi.restoreAllMocks()
  })

  const create = (title = 'Buy milk') => ada.value<Task>('tasks.create', { title })
  const clientOf = (user: User, options = {}) => createClient({ baseUrl: server.url, token: user.token, ...options })
  const openStreams = async () => {
    const { text } = await server.send('/metrics', { token: 'metrics-token-of-the-tests' })
    return Number(/^taskpact_streams_open (\d+)$/m.exec(text)?.[1])
  }
  /** Returns the changes that arrive until there are as many. */
  async function take(changes: AsyncIterable<TaskChange>, count: number): Promise<TaskChange[]> {
    const taken: TaskChange[] = []
    for await (const change of changes) if (taken.push(change) === count) break
    return taken
  }

  it('are those so far, and then new ones', async () => {
    const first = await create()
    const changes = clientOf(ada).tasks.changes.live()
    expect((await changes.next()).value).toMatchObject({ type: 'put', task: first })
    const next = changes.next()
    const second = await create()

    expect((await next).value).toMatchObject({ type: 'put', task: second })
    await changes.return()
  })

  it('start after a cursor', async () => {
    await create()
    const { nextCursor: since } = await ada.value<ChangePage>('tasks.changes')
    const second = await create()

    expect(await take(clientOf(ada).tasks.changes.live({ since }), 1)).toMatchObject([{ task: second }])
  })

  it('come as pages, the first of which can be empty', async () => {
    const pages = clientOf(ada).tasks.changes.live.pages()
    const first = await pages.next()
    expect(first.value).toMatchObject({ items: [], hasMore: false })
    const operations = Array.from({ length: 3 }, () => ({ op: 'create', title: 'Buy milk' }))
    await ada.value('tasks.batch', { operations })

    expect((await pages.next()).value).toMatchObject({ items: { length: 3 } })
    await pages.return()
  })

  it('are those of `userId`', async () => {
    await create()

    expect(await take(clientOf(ada).tasks.changes.live({ userId: ada.id }), 1)).toHaveLength(1)
    await expect(clientOf(ada).tasks.changes.live({ userId: 'someone' }).next()).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('report their status', async () => {
    const onStatus = vi.fn()
    await create()
    await take(clientOf(ada).tasks.changes.live({}, { onStatus }), 1)

    expect(onStatus.mock.calls).toEqual([
      ['connecting', undefined],
      ['live', undefined],
    ])
  })

  it('close their stream when the iteration ends', async () => {
    await create()
    await take(clientOf(ada).tasks.changes.live(), 1)

    await expect.poll(openStreams).toBe(0)
  })

  it('end with the reason of the signal', async () => {
    const controller = new AbortController()
    const changes = clientOf(ada).tasks.changes.live({}, { signal: controller.signal })
    const next = changes.next()
    await expect.poll(openStreams).toBe(1)
    controller.abort('left')

    await expect(next).rejects.toBe('left')
    await expect.poll(openStreams).toBe(0)
    await expect(clientOf(ada).tasks.changes.live({}, { signal: controller.signal }).next()).rejects.toBe('left')
  })

  it.each([
    ['without a token', () => clientOf({ ...ada, token: undefined as unknown as string }), {}, 'unauthenticated'],
    ['with a cursor of another list', () => clientOf(ada), { since: 'nonsense' }, 'invalid_cursor'],
    ['from another path', () => clientOf(ada, { baseUrl: `${server.url}/nowhere` }), {}, 'not_found'],
  ] as const)('%s, throw', async (_what, client, input, code) => {
    await expect(client().tasks.changes.live(input).next()).rejects.toMatchObject({ code })
  })

  it('miss nothing if the receiver is slow', async () => {
    const description = 'x'.repeat(5000)
    const changes = clientOf(ada).tasks.changes.live()
    const first = changes.next()
    await create('first')
    await first
    for (let n = 0; n < 300; n++) await ada.value('tasks.create', { title: `Task ${n}`, description })

    const titles = (await take(changes, 300)).map((change) => change.type === 'put' && change.task.title)
    expect(titles).toEqual(Array.from({ length: 300 }, (_, n) => `Task ${n}`))
  })

  it('arrive by long polling if something buffers the stream', async () => {
    const buffered: typeof fetch = async (url, init) => {
      const response = await fetch(url, init)
      if (!String(url).endsWith('/live')) return response
      return new Response(new ReadableStream({ start: () => {} }), response)
    }
    const onStatus = vi.fn()
    const startedAt = performance.now()
    const changes = clientOf(ada, { fetch: buffered }).tasks.changes.live({}, { onStatus })
    await create()
    await changes.next()
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    const next = changes.next()
    await sleep(500)
    const writtenAt = performance.now()
    await create()
    await next

    expect(performance.now() - writtenAt).toBeLessThan(1000)
    expect(onStatus.mock.calls.map(([status]) => status)).toEqual(['connecting', 'polling'])
    await changes.return()
  }, 20_000)

  describe('of a session', () => {
    async function signIn() {
      const session = createSession()
      const client = createClient({ baseUrl: server.url, session })
      await client.auth.signin({ email: ada.email, password })
      return { session, client }
    }

    it('go on after the access token expires', async () => {
      const { client } = await signIn()
      const onStatus = vi.fn()
      const changes = client.tasks.changes.live({}, { onStatus })
      await create()
      await changes.next()
      const next = changes.next()
      elapsedMs = 16 * 60_000
      const { token } = await server.signIn(ada.email)
      await server.by('in-process').value('tasks.create', { title: 'Later' }, token)

      expect((await next).value).toMatchObject({ task: { title: 'Later' } })
      expect(onStatus.mock.calls.map(([status]) => status)).not.toContain('offline')
      await changes.return()
    })

    it.each([
      [
        'the user signs out',
        'session_changed',
        ({ client }: Awaited<ReturnType<typeof signIn>>) => client.auth.signout(),
      ],
      [
        'another user signs in',
        'session_changed',
        async ({ client }: Awaited<ReturnType<typeof signIn>>) => {
          const { email } = await server.signUp()
          await client.auth.signin({ email, password })
        },
      ],
      [
        'another session changes the password',
        'session_changed',
        () => ada.value('auth.changePassword', { currentPassword: password, newPassword: 'Other-456' }),
      ],
    ] as const)(
      'end when %s',
      async (_what, code, end) => {
        const signedIn = await signIn()
        const changes = signedIn.client.tasks.changes.live()
        await create()
        await changes.next()
        const next = changes.next()
        next.catch(() => {})
        await end(signedIn)

        const error = await next.catch((error: ApiError) => error)
        expect(isApiError(error) && error.code).toBe(code)
      },
      10_000,
    )
  })
})
