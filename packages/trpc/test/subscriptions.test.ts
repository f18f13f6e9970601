import { createHub, ServiceError } from '@taskpact/engine'
import { identify } from '@taskpact/engine/testing'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import { EventSource } from 'eventsource'
import { afterEach, describe, expect, it } from 'vitest'
import { batchQuery, type NotesServer, query, startNotesServer } from './notes-server.js'

interface Observer {
  onData(event: unknown): void
  onError(error: unknown): void
  onStarted(): void
}
type Watch = { notes: { watch: { subscribe(input: unknown, observer: Observer): { unsubscribe(): void } } } }

let server: NotesServer
const open: { unsubscribe(): void }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) one.unsubscribe()
  await server?.close()
})

const create = (text = 'a') => server.send('/trpc/notes.create', { method: 'POST', json: { text } })

/** Subscribes by tRPC's own link, with the token in a header. */
function subscribe(input: object = {}, token = 'ada') {
  const withToken: typeof fetch = (url, init) =>
    fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } })
  const link = httpSubscriptionLink({
    url: `${server.url}/trpc`,
    EventSource,
    eventSourceOptions: { fetch: withToken as never },
  })
  const client = createTRPCClient<AnyTRPCRouter>({ links: [link] }) as unknown as Watch
  const received = { events: [] as unknown[], errors: [] as unknown[], starts: 0 }
  open.push(
    client.notes.watch.subscribe(input, {
      onData: (event) => void received.events.push(event),
      onError: (error) => void received.errors.push(error),
      onStarted: () => void received.starts++,
    }),
  )
  return received
}

describe('a subscription by httpSubscriptionLink', () => {
  it('receives each page with its id, the first one at once', async () => {
    server = await startNotesServer()
    const received = subscribe()
    await expect.poll(() => received.events).toMatchObject([{ id: '0', data: { items: [], revision: 0 } }])
    await create()

    await expect.poll(() => received.events.at(-1)).toMatchObject({ id: '1', data: { items: [{ text: 'a' }] } })
    expect(received.starts).toBe(1)
  })

  it('continues after an id', async () => {
    server = await startNotesServer()
    for (const text of ['a', 'b']) await create(text)

    const received = subscribe({ lastEventId: '1' })
    await expect.poll(() => received.events).toMatchObject([{ id: '2', data: { items: [{ text: 'b' }] } }])
  })

  it('reconnects after the last event when the server stops, and misses and repeats nothing', async () => {
    const hub = createHub()
    server = await startNotesServer({ hub })
    const received = subscribe()
    await expect.poll(() => received.events).toHaveLength(1)
    await create('a')
    await expect.poll(() => received.events).toHaveLength(2)
    hub.close() // the stream after it ends within a second, and the next one starts
    await create('b')
    await expect.poll(() => received.events.length, { timeout: 8000 }).toBeGreaterThan(2)

    const items = received.events.flatMap((event) => (event as { data: { items: { text: string }[] } }).data.items)
    expect(items.map(({ text }) => text)).toEqual(['a', 'b'])
    expect(received.errors).toEqual([])
  })

  it.each([
    ['an expired token', {}, 'expired', 'token_expired'],
    ['an unknown field', { nonsense: 1 }, 'ada', 'invalid_input'],
    ['an invalid id', { lastEventId: 'a b' }, 'ada', 'invalid_input'],
    ['the data of another user', { userId: 'eve' }, 'ada', 'forbidden'],
  ])('fails with the problem of %s', async (_what, input, token, code) => {
    server = await startNotesServer()
    const received = subscribe(input, token)

    await expect.poll(() => received.errors).toMatchObject([{ data: { problem: { code } } }])
  })

  it('fails with the problem that ends it', async () => {
    let isOver = false
    server = await startNotesServer({
      identify: async (token, ctx) => {
        if (isOver) throw new ServiceError('invalid_token', 'The session has ended.')
        return identify(token, ctx)
      },
    })
    const received = subscribe()
    await expect.poll(() => received.events).toHaveLength(1)
    isOver = true

    await expect
      .poll(() => received.errors, { timeout: 5000 })
      .toMatchObject([{ data: { problem: { code: 'invalid_token' } } }])
  })
})

describe('a subscription over HTTP', () => {
  it('is refused in a batch, and by another method', async () => {
    server = await startNotesServer()

    expect(await server.send(batchQuery(['notes.watch', 'notes.list'], { 0: {}, 1: {} }))).toMatchObject({
      status: 207,
      body: [{ error: { data: { problem: { code: 'invalid_input' } } } }, { result: {} }],
    })
    expect(await server.send('/trpc/notes.watch', { method: 'POST', json: {} })).toMatchObject({ status: 405 })
  })

  it('is refused by an event, because an EventSource reads no other status', async () => {
    server = await startNotesServer({ hub: createHub({ max: 0 }) })

    expect(await server.send(query('notes.watch', {}))).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      text: expect.stringMatching(/^retry: 2000\nevent: connected\ndata: {}\n\nretry: 5000\nevent: serialized-error\n/),
    })
  })

  it('answers HEAD, and leaves nothing open', async () => {
    const hub = createHub()
    server = await startNotesServer({ hub })

    expect(await server.send(query('notes.watch', {}), { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    expect(hub.waiting).toBe(0)
  })
})
