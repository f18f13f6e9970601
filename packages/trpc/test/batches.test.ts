import { limits } from '@taskpact/contract/core'
import { limitCalls } from '@taskpact/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchQuery, type NotesServer, startNotesServer } from './notes-server.js'

let server: NotesServer
beforeAll(async () => {
  server = await startNotesServer()
  await server.send('/trpc/notes.create', { method: 'POST', json: { text: 'a' } })
})
afterAll(() => server?.close())

const note = { noteId: 'note 1' }

describe('tRPC batches', () => {
  it('return the outcome of each call in order', async () => {
    const { status, body } = await server.send(batchQuery(['notes.get', 'system.ping'], { 0: note, 1: { word: 'x' } }))
    expect(status).toBe(200)
    expect(body).toMatchObject([{ result: { data: { id: 'note 1' } } }, { result: { data: { word: 'x' } } }])
  })

  it('run mutations with the body by index', async () => {
    const json = { 0: { text: 'b' }, 1: { text: 'c' } }
    const { body } = await server.send('/trpc/notes.create,notes.create?batch=1', { method: 'POST', json })
    expect(body).toMatchObject([{ result: { data: { text: 'b' } } }, { result: { data: { text: 'c' } } }])
  })

  it('return the last revision that their mutations took', async () => {
    const json = { 0: { text: 'b' }, 1: { text: 'c' } }
    const first = await server.send('/trpc/notes.create?batch=1', { method: 'POST', json, token: 'eve' })
    const batch = await server.send('/trpc/notes.create,notes.create?batch=1', { method: 'POST', json, token: 'eve' })
    const read = await server.send(batchQuery(['notes.list'], {}), { token: 'eve' })

    expect([first, batch, read].map(({ headers }) => headers['taskpact-revision'])).toEqual(['1', '3', undefined])
  })

  it('return 207 if their outcomes differ', async () => {
    const { status, body } = await server.send(batchQuery(['notes.get', 'notes.get'], { 0: note, 1: { noteId: 'x' } }))
    expect(status).toBe(207)
    expect(body).toMatchObject([{ result: {} }, { error: { data: { problem: { code: 'not_found' } } } }])
  })

  it('return the common status of calls that fail alike', async () => {
    const response = await server.send(batchQuery(['notes.get', 'notes.all'], { 0: note }), { token: null })
    expect(response).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
  })

  it('accept a percent-encoded comma between the paths', async () => {
    const { body } = await server.send('/trpc/system.ping%2Csystem.ping?batch=1')
    expect(body).toMatchObject([{ result: {} }, { result: {} }])
  })

  it.each(['[{"limit":1}]', '5', '"x"', 'null'])(
    'refuse the inputs %s, which are not an object by index',
    async (input) => {
      const response = await server.send(`/trpc/notes.get?batch=1&input=${encodeURIComponent(input)}`)
      expect(response).toMatchObject({
        status: 400,
        body: [{ error: { data: { problem: { code: 'invalid_json' } } } }],
      })
    },
  )

  it.each(['{', '5', '[]', 'null', '"text"', '{"5":{}}', '{"__proto__":{"0":{}}}'])(
    'return 400 for the inputs %s of several calls',
    async (input) => {
      const { status, body } = await server.send(`/trpc/notes.get,notes.get?batch=1&input=${encodeURIComponent(input)}`)
      expect(status).toBe(400)
      for (const item of [body].flat()) expect(item).toMatchObject({ error: { data: { problem: { status: 400 } } } })
    },
  )

  it('are limited in the number of calls', async () => {
    const paths = (count: number) => Array.from({ length: count }, () => 'system.ping')
    expect(await server.send(batchQuery(paths(limits.batchCalls), {}))).toMatchObject({
      status: 200,
      body: paths(limits.batchCalls).map(() => ({ result: { data: expect.anything() } })),
    })
    const response = await server.send(batchQuery(paths(limits.batchCalls + 1), {}))
    expect(response).toMatchObject({ status: 400, body: { error: { data: { problem: { code: 'invalid_input' } } } } })
  })

  it('send the rate limit with the least remaining', async () => {
    const limited = await startNotesServer({ rateLimit: limitCalls(5) })
    try {
      const response = await limited.send(batchQuery(['notes.list', 'notes.list', 'notes.list'], {}))
      expect(response.headers).toMatchObject({ ratelimit: '"read";r=2;t=30' })
    } finally {
      await limited.close()
    }
  })
})
