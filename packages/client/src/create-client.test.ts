import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { errorCodes, errorTable, toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../test/failure.js'
import { openRecordingServer, type RecordingServer, type Seen } from '../test/recording-server.js'
import { type ClientOptions, createClient } from './create-client.js'
import { createSession } from './session.js'

let server: RecordingServer
let baseUrl: string
let seen: readonly Seen[]
let answer: (res: ServerResponse) => void

beforeEach(async () => {
  answer = (res) => res.setHeader('content-type', 'application/json').end('{"items":[],"nextCursor":null}')
  server = await openRecordingServer((res) => answer(res))
  baseUrl = server.baseUrl
  seen = server.seen
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) => createClient({ baseUrl, retries: 0, ...options })

describe('a call', () => {
  it('is sent as its route says', async () => {
    await client().tasks.update({ taskId: '1', title: 'é', description: null })

    expect(seen).toMatchObject([
      {
        method: 'PATCH',
        url: '/api/me/tasks/1',
        body: '{"title":"é","description":null}',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      },
    ])
  })

  it('has no body and no type where its route has none', async () => {
    await client().tasks.list()

    expect(seen).toMatchObject([{ method: 'GET', url: '/api/me/tasks', body: '' }])
    expect(seen[0]?.headers).not.toHaveProperty('content-type')
  })

  it('keeps a hostile id within its segment of the path', async () => {
    await client().tasks.get({ userId: '../..', taskId: 'a/../b?c#d%2f e' })

    expect(seen[0]?.url).toBe('/api/..%2F../tasks/a%2F..%2Fb%3Fc%23d%252f%20e')
  })

  it('that no URL can carry is not sent', async () => {
    const error = await failure(client().tasks.get({ taskId: '..' }))

    expect(error).toMatchObject({ code: 'invalid_input', status: 0, errors: [{ in: 'path', pointer: '/taskId' }] })
    expect(seen).toEqual([])
  })

  it.each(['', '/', '//'])('may have a base URL that ends in a path and %j', async (end) => {
    await client({ baseUrl: `${baseUrl}/behind/a/proxy${end}` }).tasks.list({ limit: 5 })

    expect(seen[0]?.url).toBe('/behind/a/proxy/api/me/tasks?limit=5')
  })

  it('resolves to what was answered', async () => {
    expect(await client().tasks.list()).toEqual({ items: [], nextCursor: null })
  })

  it.each(['', 'id,title\r\n1,é\r\n', '[]', ' {'])('resolves to the text of a file as it is: %j', async (text) => {
    answer = (res) => res.setHeader('content-type', 'text/csv').end(text)

    expect(await client().tasks.export({ format: 'csv' })).toBe(text)
    expect(seen).toMatchObject([{ url: '/api/me/tasks/export?format=csv', headers: { accept: '*/*' } }])
  })

  it('sends a file as it is, with its type', async () => {
    await client().tasks.import({ format: 'csv', content: 'title\r\né\r\n' })

    expect(seen).toMatchObject([
      { url: '/api/me/tasks/import', body: 'title\r\né\r\n', headers: { 'content-type': 'text/csv' } },
    ])
  })

  it('resolves to undefined where the answer has no body', async () => {
    answer = (res) => res.writeHead(204).end()

    expect(await client().tasks.remove({ taskId: '1' })).toBeUndefined()
  })

  it('goes through the fetch that is given', async () => {
    const urls: unknown[] = []
    const through: typeof fetch = (input, init) => {
      urls.push(input)
      return fetch(input, init)
    }

    await client({ fetch: through }).tasks.list()

    expect(urls).toEqual([`${baseUrl}/api/me/tasks`])
    expect(seen).toHaveLength(1)
  })
})

describe('the token', () => {
  it('is sent with each call', async () => {
    await client({ token: 'abc' }).tasks.list()

    expect(seen[0]?.headers.authorization).toBe('Bearer abc')
  })

  it('is asked for at each call', async () => {
    let count = 0
    const { tasks } = client({ token: async () => `token-${++count}` })

    await tasks.list()
    await tasks.list()

    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it.each([
    ['undefined', undefined],
    ['a function of undefined', () => undefined],
    ['a promise of undefined', async () => undefined],
  ])('is left out where it is %s', async (_what, token) => {
    await client({ token }).tasks.list()

    expect(seen[0]?.headers).not.toHaveProperty('authorization')
  })
})

describe('a failure', () => {
  it.each(errorCodes)('tells the problem that was answered: %s', async (code) => {
    const errors = [{ in: 'body' as const, pointer: '/title', message: 'Too long' }]
    const problem = toProblem({ code, detail: 'A sentence.', errors }, 'request-1')
    answer = (res) =>
      res.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))

    const error = await failure(client().tasks.create({ title: 'a' }))

    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'ApiError',
      message: 'A sentence.',
      code,
      status: errorTable[code].status,
      requestId: 'request-1',
      errors,
      problem,
      retryAfter: undefined,
    })
  })

  it.each([
    ['120', 120],
    ['0', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('tells the seconds to wait that Retry-After: %s says', async (header, retryAfter) => {
    const problem = toProblem({ code: 'rate_limited', detail: 'Too many.' }, 'request-1')
    answer = (res) => res.writeHead(problem.status, { 'retry-after': header }).end(JSON.stringify(problem))

    expect(await failure(client().tasks.list())).toMatchObject({ code: 'rate_limited', retryAfter })
  })

  it('has no fields where none are named', async () => {
    const problem = toProblem({ code: 'not_found', detail: 'Task not found.' }, 'request-1')
    answer = (res) => res.writeHead(404).end(JSON.stringify(problem))

    expect((await failure(client().tasks.get({ taskId: '1' }))).errors).toEqual([])
  })

  it.each([
    ['HTML', 502, '<h1>Bad gateway</h1>'],
    ['nothing', 503, ''],
    ['other JSON', 500, '{"error":"x"}'],
    ['null', 500, 'null'],
    ['a number', 500, '5'],
    ['a list', 400, '[]'],
    ['half a problem', 404, '{"code":"not_found"}'],
    ['a problem of other types', 404, '{"code":404,"detail":{}}'],
  ])('that is not told by a problem is unexpected: %s', async (_what, status, body) => {
    answer = (res) => res.writeHead(status).end(body)

    const error = await failure(client().tasks.list())

    expect(error).toMatchObject({ code: 'unexpected_answer', status, requestId: '', errors: [], problem: undefined })
    expect(error.message).toContain(String(status))
  })

  it('is a success that is not JSON', async () => {
    answer = (res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to the network</h1>')

    expect(await failure(client().tasks.list())).toMatchObject({
      code: 'unexpected_answer',
      status: 200,
      cause: expect.any(SyntaxError),
    })
  })

  it.each(['null', '[null]', '{}', '{"token":5,"user":{"id":"1"}}', '{"token":"a","user":null}', ''])(
    'is an unexpected answer where signing in is answered with %s, and begins no session',
    async (body) => {
      const session = createSession()
      answer = (res) => res.setHeader('content-type', 'application/json').end(body)

      const error = await failure(client({ session }).auth.signin({ email: 'ada@example.com', password: 'Test123!' }))

      expect(error).toMatchObject({ code: 'unexpected_answer' })
      expect(await session.token()).toBeUndefined()
    },
  )

  it('is that nobody answers', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))

    const error = await failure(client({ baseUrl: `http://127.0.0.1:${port}` }).tasks.list())

    expect(error).toMatchObject({ code: 'unreachable', status: 0, requestId: '', cause: expect.any(TypeError) })
  })

  it('is that the connection ends before the answer begins', async () => {
    answer = (res) => res.destroy()

    expect(await failure(client().tasks.list())).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it.each([200, 500])('is that the connection ends in the middle of an answer of %d', async (status) => {
    answer = (res) => {
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"items":')
      setTimeout(() => res.destroy(), 20)
    }

    expect(await failure(client().tasks.list())).toMatchObject({ code: 'unreachable' })
  })
})

describe('a signal', () => {
  const reason = new Error('The page was left')

  it('that is aborted already sends nothing', async () => {
    const call = client().tasks.list({}, { signal: AbortSignal.abort(reason) })

    await expect(call).rejects.toBe(reason)
    expect(seen).toEqual([])
  })

  it('ends a call that waits for its answer', async () => {
    const controller = new AbortController()
    answer = () => controller.abort(reason)

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)
  })

  it.each([200, 500])('ends a call in the middle of an answer of %d', async (status) => {
    const controller = new AbortController()
    answer = (res) => {
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"items":')
      setTimeout(() => controller.abort(reason), 50)
    }

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)
  })

  it('that times out is told by its own reason', async () => {
    answer = () => {}

    const call = client().tasks.list({}, { signal: AbortSignal.timeout(30) })

    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('that is never aborted changes nothing', async () => {
    expect(await client().tasks.list({}, { signal: new AbortController().signal })).toMatchObject({ items: [] })
  })
})
