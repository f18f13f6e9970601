import { errorTable, limits, Problem } from '@taskpact/contract'
import { jsonType, startTestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Server } from '../../src/server.js'
import { unknownTaskId } from '../support/task-requests.js'
import { expectProblem, problemOf, trpcCallsTo } from '../support/trpc-call.js'

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

describe('tRPC batch', () => {
  const healthCalls = (count: number) => Array(count).fill('system.health').join()

  it(`of ${limits.batchCalls + 1} calls is refused as a whole`, async () => {
    const names = Array(limits.batchCalls + 1).fill('tasks.create')
    const inputs = Object.fromEntries(names.map((_, index) => [index, { title: 'Over the limit' }]))
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify(inputs) }
    const responses = [
      await call(`${healthCalls(limits.batchCalls + 1)}?batch=1&input={}`),
      await call(`${encodeURIComponent(healthCalls(limits.batchCalls + 1))}?batch=1&input={}`),
      await call('%ZZ'),
      await call(`${names}?batch=1`, post, token),
    ]

    for (const { status, body, requestId } of responses) {
      expect(status).toBe(400)
      for (const item of [body].flat()) {
        expect(problemOf(item)).toMatchObject({ code: 'invalid_input', status: 400, requestId })
      }
    }
    expect(await titles()).not.toContain('Over the limit')
  })

  it('returns 207 with the outcome of each call', async () => {
    const names = ['system.health', 'tasks.list', 'tasks.list', 'tasks.get', 'tasks.get', 'nope', 'tasks.list']
    const inputs = {
      1: {},
      2: { userId: eve.userId },
      3: { taskId: 'x' },
      4: { taskId: unknownTaskId },
      6: { limit: 0, nonsense: 1 },
    }
    const { status, body, requestId } = await call(
      `${names}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`,
      {},
      token,
    )

    expect(status).toBe(207)
    const items = body as unknown[]
    expect(items).toHaveLength(7)
    expect(items.map((item) => ('result' in (item as object) ? 'ok' : problemOf(item).code))).toEqual([
      'ok',
      'ok',
      'forbidden',
      'invalid_input',
      'not_found',
      'not_found',
      'invalid_input',
    ])
    for (const item of items.filter((item) => 'error' in (item as object))) {
      expect(problemOf(item).requestId).toBe(requestId)
    }
  })

  it('performs the mutations that are allowed', async () => {
    const inputs = { 0: { title: 'First of three' }, 1: { title: 'Not hers', userId: eve.userId }, 2: { title: '' } }
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify(inputs) }
    const { body } = await call('tasks.create,tasks.create,tasks.create?batch=1', post, token)

    expect(body).toMatchObject([{ result: {} }, { error: {} }, { error: {} }])
    expect(await titles()).toContain('First of three')
    expect(await titles()).not.toContain('Not hers')
  })
})

describe('tRPC input', () => {
  it('is not read before authentication and authorization', async () => {
    expectProblem(await call('tasks.list?input={'), 'unauthenticated')
    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body: '{' }), 'unauthenticated')
    expectProblem(await mutate('tasks.create', { nonsense: 1 }, 'not.a.token'), 'invalid_token')
    expectProblem(await mutate('tasks.create', { nonsense: 1, userId }, eve.token), 'forbidden')
  })

  it('lists every invalid field with its place', async () => {
    const { body } = await mutate('tasks.update', { taskId: 'x', title: '', userId, id: unknownTaskId }, token)

    expect(problemOf(body).errors?.map(({ in: place, pointer }) => place + pointer)).toEqual([
      'path/taskId',
      'body/title',
      'body/id',
    ])
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
  it('has the request id of the request', async () => {
    const response = await call('auth.me', { headers: { 'x-request-id': 'mine' } })

    expect(response.requestId).toBe('mine')
    expect(problemOf(response.body).requestId).toBe('mine')
  })
})
