import { limits } from '@taskpact/contract'
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

describe('tRPC procedure', () => {
  it('that is a query is called by GET', async () => {
    const { status, body } = await query('tasks.list', {}, token)

    expect(status).toBe(200)
    expect(body).toEqual({ result: { data: { items: expect.any(Array), nextCursor: null } } })
  })

  it('that is a mutation is called by POST', async () => {
    const { status, body } = await mutate('tasks.create', { title: 'By tRPC' }, token)

    expect(status).toBe(200)
    expect(body).toMatchObject({ result: { data: { title: 'By tRPC', userId } } })
  })

  it.each([
    'nope',
    'tasks',
    'tasks.nope',
    'tasks.list.more',
    'constructor',
    '__proto__',
    'toString',
    'tasks.constructor',
    'tasks.__proto__.list',
    'TASKS.list',
    '%00',
    '..%2fhealth',
    '',
  ])('that does not exist returns not_found: %j', async (name) => {
    expectProblem(await query(name, {}, token), 'not_found')
    expectProblem(await mutate(name, {}, token), 'not_found')
  })

  it.each(['%zz', '%', '%ff', 'tasks.%c0%af'])(
    'with an invalid percent-encoding of its name is refused: %s',
    async (name) => {
      const response = await query(name, {}, token)

      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.status).toBeLessThan(500)
      expect(problemOf(response.body)).toMatchObject({ status: response.status })
    },
  )

  it('that is a mutation is refused by GET', async () => {
    expectProblem(await query('tasks.create', { title: 'By GET' }, token), 'method_not_allowed')
    expect(await titles()).not.toContain('By GET')
  })

  it('that is a query is refused by POST', async () => {
    expectProblem(await mutate('tasks.list', {}, token), 'method_not_allowed')
  })

  it.each(['PUT', 'PATCH', 'DELETE'])('is refused by %s', async (method) => {
    const response = await call('tasks.create', { method, headers: jsonType, body: '{"title":"By another"}' }, token)

    expectProblem(response, 'method_not_allowed')
    expect(await titles()).not.toContain('By another')
  })
})

describe('tRPC batch', () => {
  const healthCalls = (count: number) => Array(count).fill('system.health').join()

  it(`of ${limits.batchCalls} calls returns a result for each`, async () => {
    const { status, body } = await call(`${healthCalls(limits.batchCalls)}?batch=1&input={}`)

    expect(status).toBe(200)
    expect(body).toHaveLength(limits.batchCalls)
    for (const item of body as unknown[]) expect(item).toMatchObject({ result: { data: { status: 'healthy' } } })
  })

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

  it.each(['{', '5', '[]', 'null', '"text"', '{"5":{}}', '{"__proto__":{"0":{}}}'])(
    'with the inputs %s is refused with 400',
    async (inputs) => {
      const { status, body } = await call(`tasks.get,tasks.get?batch=1&input=${encodeURIComponent(inputs)}`, {}, token)

      expect(status).toBe(400)
      for (const item of [body].flat()) expect(problemOf(item).status).toBe(400)
    },
  )
})
