import { createNotes, type Notes, type Served, serve } from '@taskpact/engine/testing'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTrpc, createTrpcRouter } from '../src/index.js'
import { contextOf, batchQuery as path, query } from './notes-server.js'

/** tRPC's own adapter, on the same router, is what clients of tRPC are written for. */
describe('tRPC responses equal those of the standalone adapter', () => {
  let ours: Served
  let theirs: Served
  let notes: Notes
  beforeAll(async () => {
    notes = createNotes()
    await notes.call('notes.create', { fields: { text: 'a' } })
    const handle = createTrpc({ ...notes, path: '/trpc', contextOf })
    ours = await serve((req, res) => handle(req, res, () => {}))
    const adapter = createHTTPHandler({
      router: createTrpcRouter(notes),
      createContext: ({ req, res }) => ({
        request: contextOf(req, res),
        token: /^Bearer (.*)$/.exec(req.headers.authorization ?? '')?.[1],
      }),
    })
    theirs = await serve((req, res) => {
      req.url = req.url?.replace('/trpc', '') ?? ''
      adapter(req, res)
    })
  })
  afterAll(async () => {
    await ours?.close()
    await theirs?.close()
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
    const mine = await ours.send(url, request)
    const expected = await theirs.send(url, request)

    expect({ status: mine.status, body: comparable(mine.body) }).toEqual({
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
  ])('%s, but for the sentence', async (_name, url, options) => {
    const [mine, expected] = [await ours.send(url, options), await theirs.send(url, options)]
    const [{ error }] = [JSON.parse(expected.text)].flat()

    expect(mine.status).toBe(expected.status)
    expect([mine.body].flat()[0]).toMatchObject({
      error: { code: error.code, data: { code: error.data.code, problem: { code: error.data.problem.code } } },
    })
  })

  it('except for a batch of queries and mutations, whose calls are answered one by one', async () => {
    const url = path(['notes.get', 'notes.update'], { 0: note })
    expect(await theirs.send(url)).toMatchObject({ status: 400 })
    expect(await ours.send(url)).toMatchObject({
      status: 207,
      body: [{ result: {} }, { error: { data: { problem: { code: 'method_not_allowed' } } } }],
    })
  })
})

/** Without what differs from request to request. */
function comparable(body: unknown): unknown {
  const text = JSON.stringify(body).replace(/"requestId":"[^"]*"/g, `"requestId":""`)
  return JSON.parse(text.replace(/"revision":\d+/g, `"revision":0`))
}
