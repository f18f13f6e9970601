import { errorCodes, errorTable, limits, Problem, routes } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { jsonType, startTestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Server } from '../../src/server.js'
import { unknownTaskId } from '../support/task-requests.js'
import { type ErrorBody, expectProblem, problemOf, trpcCallsTo } from '../support/trpc-call.js'

let server: Server
let token: string
let userId: string
let eve: { token: string; userId: string }

const { call, query, mutate, signUp, titles } = trpcCallsTo(
  () => server,
  () => token,
)

beforeAll(async () => {
  server = await startTestServer()
  const ada = await signUp('ada@example.org')
  token = ada.token
  userId = ada.userId
  eve = await signUp('eve@example.org')
})
afterAll(() => server?.close())

describe('tRPC input', () => {
  it('is not read before authentication and authorization', async () => {
    expectProblem(await call('tasks.list?input={'), 'unauthenticated')
    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body: '{' }), 'unauthenticated')
    expectProblem(await mutate('tasks.create', { nonsense: 1 }, 'not.a.token'), 'invalid_token')
    expectProblem(await mutate('tasks.create', { nonsense: 1, userId }, eve.token), 'forbidden')
  })

  it.each(['{', '{"title":"a"} x', ' ', "{'title':1}", 'undefined'])(
    'that is not JSON is refused with invalid_json: %j',
    async (text) => {
      const post = { method: 'POST', headers: jsonType, body: text }

      expectProblem(await call('tasks.create', post, token), 'invalid_json')
      expectProblem(await call('auth.signin', post), 'invalid_json')
      if (text.trim() !== '') {
        expectProblem(await call(`tasks.list?input=${encodeURIComponent(text)}`, {}, token), 'invalid_json')
      }
    },
  )

  it.each([5, 'text', true, [], [{ title: 'a' }]])(
    'that is not an object is refused with invalid_input: %j',
    async (input) => {
      expectProblem(await mutate('tasks.create', input, token), 'invalid_input')
      expectProblem(await query('tasks.list', input, token), 'invalid_input')
    },
  )

  it('that is not UTF-8 is refused with invalid_json', async () => {
    const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff]), Buffer.from('"}')])

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'invalid_json')
  })

  it('lists every invalid field with its place', async () => {
    const { body } = await mutate('tasks.update', { taskId: 'x', title: '', userId, id: unknownTaskId }, token)

    expect(problemOf(body).errors?.map(({ in: place, pointer }) => place + pointer)).toEqual([
      'path/taskId',
      'body/title',
      'body/id',
    ])
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'application/octet-stream',
    'application/jsonp',
  ])('with Content-Type %s is refused', async (type) => {
    const body = type.startsWith('multipart')
      ? '--x\r\ncontent-disposition: form-data; name="title"\r\n\r\nBy a form\r\n--x--\r\n'
      : '{"title":"By a form"}'

    expectProblem(
      await call('tasks.create', { method: 'POST', headers: { 'content-type': type }, body }, token),
      'unsupported_media_type',
    )
    expect(await titles()).not.toContain('By a form')
  })

  it('over the size limit is refused', async () => {
    const body = JSON.stringify({ title: 'x'.repeat(limits.bodyBytes) })

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'payload_too_large')
    expectProblem(await call('auth.signin', { method: 'POST', headers: jsonType, body }), 'payload_too_large')
  })

  it('that makes the URL too long is refused with headers_too_large', async () => {
    const response = await query('tasks.list', { cursor: 'x'.repeat(20_000) }, token)

    expect(response.status).toBe(errorTable.headers_too_large.status)
    expect(Problem.parse(response.body).code).toBe('headers_too_large')
  })

  it('does not pollute prototypes', async () => {
    const body = '{"title":"a","__proto__":{"polluted":true}}'

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'invalid_input')
    expect({}).not.toHaveProperty('polluted')
  })

  it('ignores connectionParams', async () => {
    expect((await call(`auth.me?connectionParams=${encodeURIComponent(JSON.stringify({ token }))}`)).status).toBe(401)
    expect((await call('auth.me?connectionParams={')).status).toBeLessThan(500)
  })
})

describe('tRPC error', () => {
  it('has WWW-Authenticate (RFC 9110, section 15.5.2)', async () => {
    expect((await query('auth.me', {})).headers.get('www-authenticate')).toBe('Bearer')
    expect((await query('auth.me', {}, 'not.a.token')).headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token"',
    )
  })

  it('has the request id of the request', async () => {
    const response = await call('auth.me', { headers: { 'x-request-id': 'mine' } })

    expect(response.requestId).toBe('mine')
    expect(problemOf(response.body).requestId).toBe('mine')
  })
})

describe('tRPC response of a failing handler', () => {
  const plain = {
    method: 'POST',
    summary: 'Fail',
    description: 'Always.',
    metadata: { access: 'public', limit: 'write', idempotency: 'none', concurrency: 'none' },
    responses: { 200: z.object({}) },
  } as const
  const contract = {
    failing: routes({
      coded: { ...plain, path: '/fail', body: z.strictObject({ code: z.enum(errorCodes) }) },
      thrown: { ...plain, path: '/thrown', body: z.strictObject({}) },
    }),
  }
  /** Statuses for which tRPC has no error code. */
  const statusesWithoutCode: readonly number[] = [406, 410, 431]
  let failing: Server

  beforeAll(async () => {
    failing = await startTestServer({
      api: {
        contract,
        createService: () => ({
          failing: {
            coded: async ({ code }) => {
              throw new ServiceError(code, 'A sentence.', { cause: new Error('hunter2') })
            },
            thrown: async () => {
              throw new Error('hunter2')
            },
          },
        }),
      },
    })
  })
  afterAll(() => failing?.close())

  it.each(errorCodes)('has the problem and its HTTP status, or 400 if tRPC has no code for it: %s', async (code) => {
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify({ code }) }
    const response = await call('failing.coded', post, undefined, failing)
    const { status } = errorTable[code]

    expect(problemOf(response.body)).toMatchObject({
      code,
      status,
      detail: 'A sentence.',
      requestId: response.requestId,
    })
    expect(response.status).toBe(statusesWithoutCode.includes(status) ? 400 : status)
    expect((response.body as ErrorBody).error.data.httpStatus).toBe(response.status)
    expect((response.body as ErrorBody).error.data).not.toHaveProperty('stack')
    expect(response.text).not.toContain('hunter2')
  })

  it('reveals no internals of an unexpected error', async () => {
    const post = { method: 'POST', headers: jsonType, body: '{}' }
    const response = await call('failing.thrown', post, undefined, failing)

    expectProblem(response, 'internal')
    expect(response.text).not.toContain('hunter2')
  })
})
