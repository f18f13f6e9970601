import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { json, type Respond } from '../test/responses.js'
import { createClient } from './create-client.js'
import { createSession } from './create-session.js'

/** What older browsers, React Native or pages without HTTPS lack: the object, and the name of its member. */
const missing: Readonly<Record<string, readonly [object: object, name: string]>> = {
  'URLSearchParams.prototype.size': [URLSearchParams.prototype, 'size'], // Safari 16, Firefox 111
  'String.prototype.isWellFormed': [String.prototype, 'isWellFormed'], // Safari 16.3, Firefox 118
  'AbortSignal.prototype.reason': [AbortSignal.prototype, 'reason'], // React Native
  crypto: [globalThis, 'crypto'], // React Native
  BroadcastChannel: [globalThis, 'BroadcastChannel'], // React Native
  navigator: [globalThis, 'navigator'], // Node 20
  structuredClone: [globalThis, 'structuredClone'],
}

let server: RecordingServer
let respond: Respond
const restore: (() => void)[] = []
beforeEach(async () => {
  respond = json({ items: [], nextCursor: null, id: '1', token: 'a', user: { id: '1' } })
  server = await openRecordingServer((res) => respond(res))
})
afterEach(async () => {
  for (const put of restore.splice(0)) put()
  await server.close()
})

function remove([object, name]: readonly [object, string]): void {
  const property = Object.getOwnPropertyDescriptor(object, name)
  if (!property) return
  restore.push(() => void Object.defineProperty(object, name, property))
  Reflect.deleteProperty(object, name)
  expect(name in object).toBe(false)
}

const sets: [string, (readonly [object, string])[]][] = [
  ...Object.entries(missing).map(([name, property]): [string, (readonly [object, string])[]] => [name, [property]]),
  ['any of these', Object.values(missing)],
]

describe.each(sets)('without %s', (_names, properties) => {
  beforeEach(() => properties.forEach(remove))

  it('the client sends every parameter and body', async () => {
    const { tasks } = createClient({ baseUrl: server.baseUrl, token: 'a' })
    await tasks.list({ search: 'ä & b', tags: ['x', 'y'], limit: 5 })
    await tasks.create({ title: 'Ünïcode 😀' })
    await tasks.update({ taskId: '1', title: 'b', ifMatch: 3 })
    await tasks.import({ content: 'title\na', format: 'csv' })

    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/me/tasks?search=%C3%A4+%26+b&tags=x%2Cy&limit=5',
      'POST /api/me/tasks',
      'PATCH /api/me/tasks/1',
      'POST /api/me/tasks/import',
    ])
    expect(server.requests[1]?.headers['idempotency-key']).toMatch(/^"[0-9a-f]{32}"$/)
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({ title: 'Ünïcode 😀' })
  })

  it('iteration over pages ends', async () => {
    const bodies = [
      { items: [{ id: '1' }], nextCursor: 'next' },
      { items: [{ id: '2' }], nextCursor: null },
    ]
    respond = (res) => json(bodies.shift())(res)
    const ids = []
    for await (const { id } of createClient({ baseUrl: server.baseUrl }).tasks.list.all()) ids.push(id)

    expect(ids).toEqual(['1', '2'])
    expect(server.requests[1]?.url).toBe('/api/me/tasks?cursor=next')
  })

  it('lone surrogates are refused with an ApiError', async () => {
    const { tasks } = createClient({ baseUrl: server.baseUrl })
    for (const call of [
      tasks.list({ search: '\ud800' }),
      tasks.get({ taskId: '\udfff' }),
      tasks.import({ content: '\ud800a' }),
    ])
      expect(await rejection(call)).toMatchObject({ code: 'invalid_input' })
  })

  it('a call that is aborted or exceeds its timeout rejects with an error', async () => {
    respond = () => {}
    const { tasks } = createClient({ baseUrl: server.baseUrl })
    const controller = new AbortController()
    const aborted = tasks.list({}, { signal: controller.signal })
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    controller.abort()

    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    await expect(tasks.list({}, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(await rejection(tasks.list({}, { timeout: 20 }))).toMatchObject({ code: 'timeout' })
  })

  it('live changes arrive until they are aborted', async () => {
    const page = { items: [{ type: 'delete', id: '1' }], nextCursor: 'a', hasMore: false }
    respond = (res) =>
      res
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write(`event: changes\ndata: ${JSON.stringify(page)}\n\n`)
    const controller = new AbortController()
    const changes = createClient({ baseUrl: server.baseUrl }).tasks.changes.live({}, { signal: controller.signal })
    expect((await changes.next()).value).toMatchObject({ id: '1' })
    const next = changes.next()
    controller.abort()

    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('live changes arrive by long polling if responses have no body to read', async () => {
    const page = { items: [{ type: 'delete', id: '1' }], nextCursor: 'a', hasMore: false }
    respond = json(page)
    const withoutBody: typeof fetch = async (url, init) => {
      const response = await fetch(url, init)
      return Object.defineProperty(response, 'body', { value: undefined })
    }
    const changes = createClient({ baseUrl: server.baseUrl, fetch: withoutBody }).tasks.changes.live()

    expect((await changes.next()).value).toMatchObject({ id: '1' })
    await changes.return()
    expect(server.requests.map(({ url }) => url)).toEqual(['/api/me/changes/live', '/api/me/changes?wait=0'])
  })

  it('a session starts, and calls have its token', async () => {
    const session = createSession()
    const client = createClient({ baseUrl: server.baseUrl, session })
    await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' })
    await client.tasks.list()

    expect(server.requests[1]?.headers.authorization).toBe('Bearer a')
  })
})
