import { limits } from '@taskpact/contract/core'
import { limitCalls } from '@taskpact/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesServer, query, startNotesServer } from './notes-server.js'

let server: NotesServer
beforeAll(async () => {
  server = await startNotesServer()
  await server.send('/trpc/notes.create', { method: 'POST', json: { text: 'a' } })
})
afterAll(() => server?.close())

const failed = (status: number, code: string) => ({
  status,
  body: { error: { data: { httpStatus: status, problem: { code } } } },
})

async function texts(): Promise<string[]> {
  const { body } = await server.send('/trpc/notes.list')
  return (body as { result: { data: { items: { text: string }[] } } }).result.data.items.map(({ text }) => text)
}

describe('tRPC single calls', () => {
  it('respond to a query by GET', async () => {
    const { status, headers, body } = await server.send(query('notes.get', { noteId: 'note 1' }))
    expect(status).toBe(200)
    expect(body).toEqual({ result: { data: { id: 'note 1', text: 'a', revision: 1 } } })
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'trpc-accept, accept' })
  })

  it('respond to a mutation by POST with 200', async () => {
    const response = await server.send('/trpc/notes.create', { method: 'POST', json: { text: 'b' } })
    expect(response).toMatchObject({ status: 200, body: { result: { data: { text: 'b' } } } })
  })

  it('respond to a mutation without output with an empty result', async () => {
    const { body } = await server.send('/trpc/notes.create', { method: 'POST', json: { text: 'c' } })
    const { id: noteId } = (body as { result: { data: { id: string } } }).result.data
    const response = await server.send('/trpc/notes.remove', { method: 'POST', json: { noteId } })
    expect(response).toMatchObject({ status: 200, body: { result: {} } })
  })

  it('collect a streamed output', async () => {
    const { body } = await server.send('/trpc/notes.all')
    expect(body).toMatchObject({ result: { data: { title: 'All', notes: [{ text: 'a' }, { text: 'b' }] } } })
  })

  it('respond to HEAD as to GET, without the body', async () => {
    const path = query('notes.get', { noteId: 'note 1' })
    const [get, head] = [await server.send(path), await server.send(path, { method: 'HEAD' })]
    const stableHeaders = (headers: object) => ({ ...headers, date: '', 'content-length': '' })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(stableHeaders(head.headers)).toEqual(stableHeaders(get.headers))
  })

  it('pass on requests outside the path', async () => {
    expect(await server.send('/other')).toMatchObject({ status: 404, text: 'not tRPC' })
    expect(await server.send('/trpcnotes.list')).toMatchObject({ text: 'not tRPC' })
  })
})

describe('tRPC failures', () => {
  it('have the problem of REST in data.problem', async () => {
    const { body, status } = await server.send(query('notes.get', { noteId: 'none' }))
    expect(status).toBe(404)
    expect(body).toMatchObject({
      error: {
        message: 'Note not found.',
        data: {
          code: 'NOT_FOUND',
          httpStatus: 404,
          path: 'notes.get',
          problem: { code: 'not_found', status: 404, title: 'Not found', requestId: expect.any(String) },
        },
      },
    })
  })

  it.each([
    ['a mutation by GET', query('notes.create', { text: 'refused' }), {}],
    ['a query by POST', '/trpc/notes.list', { method: 'POST', json: {} }],
    ['a query by PUT', '/trpc/notes.list', { method: 'PUT', json: {} }],
    ['a mutation by PUT', '/trpc/notes.create', { method: 'PUT', json: { text: 'refused' } }],
    ['a mutation by PATCH', '/trpc/notes.create', { method: 'PATCH', json: { text: 'refused' } }],
    ['a mutation by DELETE', '/trpc/notes.create', { method: 'DELETE', json: { text: 'refused' } }],
  ])('return 405 for %s', async (_what, path, options) => {
    expect(await server.send(path, options)).toMatchObject(failed(405, 'method_not_allowed'))
    expect(await texts()).not.toContain('refused')
  })

  it.each([
    'nothing',
    'notes',
    'notes.nothing',
    'notes.list.more',
    '',
    '__proto__',
    'constructor',
    'toString',
    'notes.constructor',
    'notes.__proto__.list',
    'NOTES.list',
    '%00',
    '..%2fping',
  ])('return 404 for the unknown procedure %j', async (name) => {
    expect(await server.send(`/trpc/${name}`)).toMatchObject(failed(404, 'not_found'))
    expect(await server.send(`/trpc/${name}`, { method: 'POST', json: {} })).toMatchObject(failed(404, 'not_found'))
  })

  it.each(['%ff', '%zz', '%', 'notes.%c0%af'])('return 400 for the path %s, which is not UTF-8', async (path) => {
    expect(await server.send(`/trpc/${path}`)).toMatchObject(failed(400, 'invalid_input'))
  })

  it.each(['{', 'nonsense', '%', '{"text":"a"} x', "{'text':1}", 'undefined'])(
    'return invalid_json for the input %s in the URL',
    async (input) => {
      const response = await server.send(`/trpc/notes.list?input=${encodeURIComponent(input)}`)
      expect(response).toMatchObject(failed(400, 'invalid_json'))
    },
  )

  it.each(['{', '{"text":"a"} x', ' ', "{'text':1}", 'undefined', Buffer.from([0x22, 0xff, 0x22])])(
    'return invalid_json for the body %s',
    async (body) => {
      const post = { method: 'POST', body, headers: { 'content-type': 'application/json' } }
      expect(await server.send('/trpc/notes.create', post)).toMatchObject(failed(400, 'invalid_json'))
      expect(await server.send('/trpc/system.fail', { ...post, token: null })).toMatchObject(
        failed(400, 'invalid_json'),
      )
    },
  )

  it.each([[1], 5, 'text', true, [], [{ text: 'a' }]])(
    'return invalid_input for %j, which is not an object',
    async (input) => {
      expect(await server.send(query('notes.list', input))).toMatchObject(failed(400, 'invalid_input'))
      const post = { method: 'POST', json: input }
      expect(await server.send('/trpc/notes.create', post)).toMatchObject(failed(400, 'invalid_input'))
    },
  )

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'application/octet-stream',
    'application/jsonp',
    'application/json; charset=latin1',
    'application/json; charset=utf-16le',
  ])('return 415 for Content-Type: %s', async (type) => {
    const body = type.startsWith('multipart')
      ? '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nrefused\r\n--x--\r\n'
      : '{"text":"refused"}'
    const headers = { 'content-type': type }
    const response = await server.send('/trpc/notes.create', { method: 'POST', body, headers })
    expect(response).toMatchObject(failed(415, 'unsupported_media_type'))
    expect(await texts()).not.toContain('refused')
  })

  it.each(['application/json; charset=UTF-8', 'application/json;charset="us-ascii"', 'application/problem+json'])(
    'accept Content-Type: %s',
    async (type) => {
      const post = { method: 'POST', body: '{"text":"a"}', headers: { 'content-type': type } }
      expect(await server.send('/trpc/notes.create', post)).toMatchObject({ status: 200 })
    },
  )

  it('ignore one byte order mark before the body (RFC 8259, section 8.1)', async () => {
    const post = (body: string) =>
      server.send('/trpc/notes.create', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect(await post('\ufeff{"text":"a"}')).toMatchObject({ status: 200 })
    expect(await post('\ufeff\ufeff{"text":"a"}')).toMatchObject(failed(400, 'invalid_json'))
  })

  it('return 413 for a body over the limit, which is higher for files', async () => {
    const content = 'x'.repeat(limits.bodyBytes)
    const text = await server.send('/trpc/notes.create', { method: 'POST', json: { text: content } })
    const file = await server.send('/trpc/notes.upload', { method: 'POST', json: { format: 'csv', content } })
    const unauthenticated = await server.send('/trpc/system.fail', {
      method: 'POST',
      json: { how: content },
      token: null,
    })
    expect(text).toMatchObject(failed(413, 'payload_too_large'))
    expect(unauthenticated).toMatchObject(failed(413, 'payload_too_large'))
    expect(file).toMatchObject({ status: 200, body: { result: { data: { length: content.length } } } })
  })

  it('are refused by authorization before the input is read', async () => {
    const malformed = '/trpc/notes.list?input={'
    const refused = await server.send(malformed, { token: null })
    expect(refused).toMatchObject({ ...failed(401, 'unauthenticated'), headers: { 'www-authenticate': 'Bearer' } })
    expect(await server.send(malformed, { token: 'nonsense' })).toMatchObject(failed(401, 'invalid_token'))
  })

  it('return 403 for data of another user', async () => {
    expect(await server.send(query('notes.list', { userId: 'eve' }))).toMatchObject(failed(403, 'forbidden'))
  })

  it('hide and report an unexpected exception', async () => {
    server.reported.length = 0
    const response = await server.send('/trpc/system.fail', { method: 'POST', json: { how: 'unexpected' } })
    expect(response).toMatchObject(failed(500, 'internal'))
    expect(response.text).not.toMatch(/secret|stack/)
    expect(server.reported).toMatchObject([{ code: 'internal', cause: { message: 'secret details' } }])
  })
})

describe('tRPC response headers', () => {
  it('send Deprecation for a deprecated operation', async () => {
    const { headers } = await server.send(query('memos.read', { noteId: 'note 1' }))
    expect(headers).toMatchObject({ deprecation: expect.any(String), link: '<notes.get>; rel="successor-version"' })
  })

  it('send the rate limit, and Retry-After if exceeded', async () => {
    const limited = await startNotesServer({ rateLimit: limitCalls(1) })
    try {
      expect((await limited.send('/trpc/notes.list')).headers).toMatchObject({ ratelimit: '"read";r=0;t=30' })
      const refused = await limited.send('/trpc/notes.list')
      expect(refused).toMatchObject({ ...failed(429, 'rate_limited'), headers: { 'retry-after': '30' } })
    } finally {
      await limited.close()
    }
  })
})
