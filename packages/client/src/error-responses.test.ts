import { errorCodes, errorTable, toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { dropConnection, problem, type Respond } from '../test/responses.js'
import { unusedAddress } from '../test/unused-address.js'
import { type ClientOptions, createClient } from './create-client.js'
import { createSession } from './create-session.js'

let server: RecordingServer
let respond: Respond

beforeEach(async () => {
  server = await openRecordingServer((res) => respond(res))
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: server.baseUrl, retries: 0, ...options })

describe('error response with a problem', () => {
  it.each(errorCodes)('rejects with an ApiError that has all of its fields: %s', async (code) => {
    const errors = [
      { in: 'body' as const, pointer: '/title', code: 'too_long' as const, message: 'Too long.', max: 200 },
    ]
    const problem = toProblem({ code, detail: 'A sentence.', errors }, 'request-1')
    respond = (res) =>
      res.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))

    const error = await rejection(client().tasks.create({ title: 'a' }))

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
  ])('parses the seconds of Retry-After: %s', async (header, retryAfter) => {
    respond = problem('rate_limited', { 'retry-after': header })

    expect(await rejection(client().tasks.list())).toMatchObject({ code: 'rate_limited', retryAfter })
  })

  it('has an empty errors array if the problem has none', async () => {
    respond = problem('not_found')

    expect((await rejection(client().tasks.get({ taskId: '1' }))).errors).toEqual([])
  })
})

describe('unexpected_response', () => {
  it.each([
    ['HTML', 502, '<h1>Bad gateway</h1>'],
    ['nothing', 503, ''],
    ['other JSON', 500, '{"error":"x"}'],
    ['null', 500, 'null'],
    ['a number', 500, '5'],
    ['a list', 400, '[]'],
    ['half a problem', 404, '{"code":"not_found"}'],
    ['a problem with wrong types', 404, '{"code":404,"detail":{}}'],
  ])('is the code of an error response with a body of %s', async (_what, status, body) => {
    respond = (res) => res.writeHead(status).end(body)

    const error = await rejection(client().tasks.list())

    expect(error).toMatchObject({ code: 'unexpected_response', status, requestId: '', errors: [], problem: undefined })
    expect(error.message).toContain(String(status))
  })

  it('is the code of a success response that is not JSON (captive portal)', async () => {
    respond = (res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to the network</h1>')

    expect(await rejection(client().tasks.list())).toMatchObject({
      code: 'unexpected_response',
      status: 200,
      cause: expect.any(SyntaxError),
    })
  })

  it.each(['', 'null', '[]', '[{}]', '"text"', '5', 'true', '{"items":', '<h1>Sign in</h1>'])(
    'is the code of a success response with the body %j where an object is declared',
    async (body) => {
      respond = (res) => res.setHeader('content-type', 'application/json').end(body)

      expect(await rejection(client().tasks.list())).toMatchObject({ code: 'unexpected_response', status: 200 })
    },
  )

  it('is the code of a page where a file is declared', async () => {
    respond = (res) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Sign in</h1>')

    expect(await rejection(client().tasks.export())).toMatchObject({ code: 'unexpected_response', status: 200 })
  })

  it('is not the code of a response without a declared body', async () => {
    for (const body of ['', 'OK']) {
      respond = (res) => res.end(body)
      expect(await client().tasks.remove({ taskId: '1' })).toBeUndefined()
    }
  })

  it.each(['null', '[null]', '{}', '{"token":5,"user":{"id":"1"}}', '{"token":"a","user":null}', ''])(
    'is the code of a sign-in response with the body %s, which starts no session',
    async (body) => {
      const session = createSession()
      respond = (res) => res.setHeader('content-type', 'application/json').end(body)

      const error = await rejection(client({ session }).auth.signin({ email: 'ada@example.com', password: 'Test123!' }))

      expect(error).toMatchObject({ code: 'unexpected_response' })
      expect(await session.token()).toBeUndefined()
    },
  )
})

describe('unreachable', () => {
  it('is the code if the connection is refused', async () => {
    const error = await rejection(client({ baseUrl: await unusedAddress() }).tasks.list())

    expect(error).toMatchObject({ code: 'unreachable', status: 0, requestId: '', cause: expect.any(TypeError) })
  })

  it('is the code if the connection is closed before the response', async () => {
    respond = dropConnection

    expect(await rejection(client().tasks.list())).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it.each([200, 500])('is the code if the connection is closed during the body of a %d response', async (status) => {
    respond = (res) => {
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"items":')
      setTimeout(() => res.destroy(), 20)
    }

    expect(await rejection(client().tasks.list())).toMatchObject({ code: 'unreachable' })
  })
})
