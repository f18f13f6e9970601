import { type ErrorCode, errorCodes, errorTable, type Problem, routes } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { expectProblem, jsonType, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ErrorBody, expectProblem as expectTrpcProblem, problemOf, trpcCallsTo } from '../support/trpc-call.js'

const read = {
  method: 'GET',
  summary: 'Fail',
  description: 'Always fails.',
  metadata: { access: 'public', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' },
} as const
const write = { ...read, method: 'POST', metadata: { ...read.metadata, limit: 'write' } } as const
const empty = { 200: z.object({}) }
const count = { 200: z.object({ n: z.int() }) }
const code = z.enum(errorCodes)
const contract = {
  failing: routes({
    coded: { ...read, path: '/fail/:code', pathParams: z.object({ code }), responses: empty },
    thrown: { ...read, path: '/thrown', responses: empty },
    nothing: { ...read, path: '/nothing-thrown', responses: empty },
    query: { ...read, path: '/query', responses: empty },
    output: { ...read, path: '/output', responses: count },
    more: { ...read, path: '/more', responses: count },
    codedWrite: { ...write, path: '/fail', body: z.strictObject({ code }), responses: empty },
    thrownWrite: { ...write, path: '/thrown', body: z.strictObject({}), responses: empty },
  }),
}
const secret = 'select password from users where token = $1; params: hunter2'
const failWith = async (input: { readonly code: ErrorCode }) => {
  throw new ServiceError(input.code, 'A sentence.', { cause: new Error(secret) })
}
const failUnexpectedly = async () => {
  throw new Error(secret)
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    api: {
      contract,
      createService: () => ({
        failing: {
          coded: failWith,
          thrown: failUnexpectedly,
          nothing: async () => {
            throw undefined
          },
          query: async (_input, { db }) => {
            await db.execute('select hunter2()')
            return {}
          },
          output: async () => ({ n: secret as unknown as number }),
          more: async () => ({ n: 1, password: secret }),
          codedWrite: failWith,
          thrownWrite: failUnexpectedly,
        },
      }),
    },
  })
})
afterAll(() => server?.close())

describe('REST response of a failing handler', () => {
  const send = sendTo(() => server)

  it.each(errorCodes)('has the status of the error table: %s', async (code) => {
    const response = await send(`/fail/${code}`)

    expectProblem(response, code)
    expect((response.body as Problem).detail).toBe('A sentence.')
    expect(response.text).not.toContain('hunter2')
  })

  it.each(['/thrown', '/nothing-thrown', '/query', '/output'])('of %s reveals no internals', async (path) => {
    const response = await send(path)

    expectProblem(response, 'internal')
    expect(response.text).not.toContain('hunter2')
    expect(Object.keys(response.body as object).sort()).toEqual([
      'code',
      'detail',
      'requestId',
      'status',
      'title',
      'type',
    ])
  })

  it('contains only the fields of the contract', async () => {
    expect(await send('/more')).toMatchObject({ status: 200, text: '{"n":1}' })
  })
})

describe('tRPC response of a failing handler', () => {
  /** Statuses for which tRPC has no error code. */
  const statusesWithoutCode: readonly number[] = [406, 410, 431]
  const { call } = trpcCallsTo(
    () => server,
    () => '',
  )

  it.each(errorCodes)('has the problem and its HTTP status, or 400 if tRPC has no code for it: %s', async (code) => {
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify({ code }) }
    const response = await call('failing.codedWrite', post)
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
    const response = await call('failing.thrownWrite', post)

    expectTrpcProblem(response, 'internal')
    expect(response.text).not.toContain('hunter2')
  })
})
