import { createNotes, type Notes, type Served, serve } from '@taskpact/engine/testing'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTrpc, createTrpcRouter } from '../src/index.js'
import { contextOf, batchQuery as path, query } from './notes-server.js'

// Clients of tRPC are written for tRPC's own adapter. It serves the same router.
describe('tRPC responses equal those of the standalone adapter', () => {
  let server: Served
  let adapterServer: Served
  let notes: Notes
  beforeAll(async () => {
    notes = createNotes()
    await notes.call('notes.create', { fields: { text: 'a' } })
    const handle = createTrpc({ ...notes, path: '/trpc', contextOf })
    server = await serve((req, res) => handle(req, res, () => {}))
    const adapter = createHTTPHandler({
      router: createTrpcRouter(notes),
      createContext: ({ req, res }) => ({
        request: contextOf(req, res),
        token: /^Bearer (.*)$/.exec(req.headers.authorization ?? '')?.[1],
      }),
    })
    adapterServer = await serve((req, res) => {
      req.url = req.url?.replace('/trpc', '') ?? ''
      adapter(req, res)
    })
  })
  afterAll(async () => {
    await server?.close()
    await adapterServer?.close()
  })

  const post = (json: unknown) => ({ method: 'POST', json })
  const note = { noteId: 'note 1' }
  const requests = {
    'a query': [query('notes.get', note)],
    'a query without input': ['/trpc/notes.list'],
    'a query with a percent sign': ['/trpc/system.ping?input=%7B%22word%22%3A%22100%25%22%7D'],
    'a mutation': ['/trpc/notes.update', post({ ...note, text: 'same' })],
    'a failed query': [query('notes.get', { noteId: 'none' })],
    'invalid input': [query('notes.list', { limit: 0, more: 1 })],
    'data of another user': [query('notes.list', { userId: 'eve' })],
    'malformed input': ['/trpc/notes.list?input={'],
    'input that is no object': [query('notes.list', [1])],
    'an unknown procedure': [query('notes.nothing', {})],
    'a malformed body': [
      '/trpc/notes.create',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
    'an empty body': [
      '/trpc/notes.create',
      { method: 'POST', body: '', headers: { 'content-type': 'application/json' } },
    ],
    'a batch with a malformed body': [
      '/trpc/notes.create?batch=1',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
    'a batch with an empty body': [
      '/trpc/notes.create?batch=1',
      { method: 'POST', body: '', headers: { 'content-type': 'application/json' } },
    ],
    'a batch of one mutation': ['/trpc/notes.update?batch=1', post({ 0: { ...note, text: 'same' } })],
    'a batch of one without input': ['/trpc/system.ping?batch=1'],
    'a batch of one': [path(['notes.get'], { 0: note })],
    'a batch of queries': [path(['notes.get', 'notes.list'], { 0: note })],
    'a batch that fails in part': [path(['notes.get', 'notes.get'], { 0: note, 1: { noteId: 'none' } })],
    'a batch that fails': [path(['notes.get', 'notes.list'], { 0: { noteId: 1 }, 1: { limit: 0 } })],
    'a batch with an unknown procedure': [path(['notes.get', 'notes.nothing'], { 0: note })],
    'a batch of mutations': [
      '/trpc/notes.update,notes.update?batch=1',
      post({ 0: { ...note, text: 'x' }, 1: { ...note, text: 'same' } }),
    ],
    'a batch without the input of its call': [path(['notes.get'], { 1: note })],
    'a batch by another value': ['/trpc/system.ping?batch=true'],
  } as const satisfies Record<string, readonly [string, object?]>

  const cases = Object.entries(requests).flatMap(([name, [url, options = {}]]) =>
    [undefined, null].map((token) => [name, token === null ? 'signed out' : 'signed in', url, options, token] as const),
  )

  it.each(cases)('%s, %s', async (_name, _who, url, options, token) => {
    const request = { ...options, ...(token === null && { token }) }
    const actual = await server.send(url, request)
    const expected = await adapterServer.send(url, request)

    expect({ status: actual.status, body: comparable(actual.body) }).toEqual({
      status: expected.status,
      body: comparable(expected.body),
    })
  })

  it.each([
    ['a mutation by GET', query('notes.create', { text: 'a' }), {}],
    ['a query by POST', '/trpc/notes.get', post(note)],
    ['a batch whose inputs are a list', path(['notes.list'], [{ limit: 1 }]), {}],
    ['a query by PUT', '/trpc/notes.get', { method: 'PUT', json: note }],
    [
      'a body of another type',
      '/trpc/notes.create',
      { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } },
    ],
  ])('%s, except the message', async (_name, url, options) => {
    const [actual, expected] = [await server.send(url, options), await adapterServer.send(url, options)]
    const [{ error }] = [JSON.parse(expected.text)].flat()

    expect(actual.status).toBe(expected.status)
    expect([actual.body].flat()[0]).toMatchObject({
      error: { code: error.code, data: { code: error.data.code, problem: { code: error.data.problem.code } } },
    })
  })

  it('except for a batch of queries and mutations, whose calls succeed or fail separately', async () => {
    const url = path(['notes.get', 'notes.update'], { 0: note })
    expect(await adapterServer.send(url)).toMatchObject({ status: 400 })
    expect(await server.send(url)).toMatchObject({
      status: 207,
      body: [{ result: {} }, { error: { data: { problem: { code: 'method_not_allowed' } } } }],
    })
  })
})

/** Removes what differs between requests. */
function comparable(body: unknown): unknown {
  const text = JSON.stringify(body).replace(/"requestId":"[^"]*"/g, `"requestId":""`)
  return JSON.parse(text.replace(/"revision":\d+/g, `"revision":0`))
}
