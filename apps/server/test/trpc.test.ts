import { type ErrorCode, errorCodes, errorTable, limits, Problem, routes } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Server } from '../src/start-server.js'
import { startTestServer } from './support/test-server.js'

const noTask = '0199e8f4-63a1-7d0e-8b11-000000000000'
const jsonType = { 'content-type': 'application/json' }

let server: Server
let token: string
let userId: string
let eve: { token: string; userId: string }

beforeAll(async () => {
  server = await startTestServer()
  const ada = await signUp('ada@example.org')
  token = ada.token
  userId = ada.userId
  eve = await signUp('eve@example.org')
})
afterAll(() => server?.close())

describe('a procedure', () => {
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
  ])('that is not there is not found: %j', async (name) => {
    expectProblem(await query(name, {}, token), 'not_found')
    expectProblem(await mutate(name, {}, token), 'not_found')
  })

  it.each(['%zz', '%', '%ff', 'tasks.%c0%af'])('whose name is badly encoded is refused: %s', async (name) => {
    const answer = await query(name, {}, token)

    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(problemOf(answer.body)).toMatchObject({ status: answer.status })
  })

  it('that is a mutation is not called by GET', async () => {
    expectProblem(await query('tasks.create', { title: 'By GET' }, token), 'method_not_allowed')
    expect(await titles()).not.toContain('By GET')
  })

  it('that is a query is not called by POST', async () => {
    expectProblem(await mutate('tasks.list', {}, token), 'method_not_allowed')
  })

  it.each(['PUT', 'PATCH', 'DELETE'])('is not called by %s', async (method) => {
    const answer = await call('tasks.create', { method, headers: jsonType, body: '{"title":"By another"}' }, token)

    expectProblem(answer, 'method_not_allowed')
    expect(await titles()).not.toContain('By another')
  })
})

describe('an input', () => {
  it('is not read before the caller is known', async () => {
    expectProblem(await call('tasks.list?input={'), 'unauthenticated')
    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body: '{' }), 'unauthenticated')
    expectProblem(await mutate('tasks.create', { nonsense: 1 }, 'not.a.token'), 'invalid_token')
    expectProblem(await mutate('tasks.create', { nonsense: 1, userId }, eve.token), 'forbidden')
  })

  it.each(['{', '{"title":"a"} x', ' ', "{'title':1}", 'undefined'])(
    'that is not JSON is refused: %j',
    async (text) => {
      const post = { method: 'POST', headers: jsonType, body: text }

      expectProblem(await call('tasks.create', post, token), 'invalid_json')
      expectProblem(await call('auth.signin', post), 'invalid_json')
      if (text.trim() !== '') {
        expectProblem(await call(`tasks.list?input=${encodeURIComponent(text)}`, {}, token), 'invalid_json')
      }
    },
  )

  it.each([5, 'text', true, [], [{ title: 'a' }]])('that is no object is refused: %j', async (input) => {
    expectProblem(await mutate('tasks.create', input, token), 'invalid_input')
    expectProblem(await query('tasks.list', input, token), 'invalid_input')
  })

  it('that is not UTF-8 is refused, as on REST', async () => {
    const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff]), Buffer.from('"}')])

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'invalid_json')
  })

  it('names what is wrong with each field, and where', async () => {
    const { body } = await mutate('tasks.update', { taskId: 'x', title: '', userId, id: noTask }, token)

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
  ])('of the type %s is refused', async (type) => {
    const body = type.startsWith('multipart')
      ? '--x\r\ncontent-disposition: form-data; name="title"\r\n\r\nBy a form\r\n--x--\r\n'
      : '{"title":"By a form"}'

    expectProblem(
      await call('tasks.create', { method: 'POST', headers: { 'content-type': type }, body }, token),
      'unsupported_media_type',
    )
    expect(await titles()).not.toContain('By a form')
  })

  it('over the limit is refused', async () => {
    const body = JSON.stringify({ title: 'x'.repeat(limits.bodyBytes) })

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'payload_too_large')
    expectProblem(await call('auth.signin', { method: 'POST', headers: jsonType, body }), 'payload_too_large')
  })

  it('that makes the address too long is refused with a problem', async () => {
    const answer = await query('tasks.list', { cursor: 'x'.repeat(20_000) }, token)

    expect(answer.status).toBe(400)
    expect(Problem.parse(answer.body).code).toBe('invalid_input')
  })

  it('pollutes no prototype', async () => {
    const body = '{"title":"a","__proto__":{"polluted":true}}'

    expectProblem(await call('tasks.create', { method: 'POST', headers: jsonType, body }, token), 'invalid_input')
    expect({}).not.toHaveProperty('polluted')
  })

  it('may come with parameters for a connection, which mean nothing here', async () => {
    expect((await call(`auth.me?connectionParams=${encodeURIComponent(JSON.stringify({ token }))}`)).status).toBe(401)
    expect((await call('auth.me?connectionParams={')).status).toBeLessThan(500)
  })
})

describe('a batch', () => {
  const healths = (count: number) => Array(count).fill('system.health').join()

  it(`of ${limits.batchCalls} is answered, each by its own`, async () => {
    const { status, body } = await call(`${healths(limits.batchCalls)}?batch=1&input={}`)

    expect(status).toBe(200)
    expect(body).toHaveLength(limits.batchCalls)
    for (const item of body as unknown[]) expect(item).toMatchObject({ result: { data: { status: 'healthy' } } })
  })

  it(`of ${limits.batchCalls + 1} is refused, with nothing done`, async () => {
    const names = Array(limits.batchCalls + 1).fill('tasks.create')
    const inputs = Object.fromEntries(names.map((_, index) => [index, { title: 'One of too many' }]))
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify(inputs) }
    const answers = [
      await call(`${healths(limits.batchCalls + 1)}?batch=1&input={}`),
      await call(`${names}?batch=1`, post, token),
    ]

    for (const { status, body, requestId } of answers) {
      expect(status).toBe(400)
      for (const item of [body].flat()) {
        expect(problemOf(item)).toMatchObject({ code: 'invalid_input', status: 400, requestId })
      }
    }
    expect(await titles()).not.toContain('One of too many')
  })

  it('of allowed and forbidden calls answers each by its own', async () => {
    const names = ['system.health', 'tasks.list', 'tasks.list', 'tasks.get', 'tasks.get', 'nope', 'tasks.list']
    const inputs = {
      1: {},
      2: { userId: eve.userId },
      3: { taskId: 'x' },
      4: { taskId: noTask },
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

  it('of mutations does those that are allowed', async () => {
    const inputs = { 0: { title: 'First of three' }, 1: { title: 'Not hers', userId: eve.userId }, 2: { title: '' } }
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify(inputs) }
    const { body } = await call('tasks.create,tasks.create,tasks.create?batch=1', post, token)

    expect(body).toMatchObject([{ result: {} }, { error: {} }, { error: {} }])
    expect(await titles()).toContain('First of three')
    expect(await titles()).not.toContain('Not hers')
  })

  it.each(['{', '5', '[]', 'null', '"text"', '{"5":{}}', '{"__proto__":{"0":{}}}'])(
    'whose inputs are %s is no failure of ours',
    async (inputs) => {
      const { status, body } = await call(`tasks.get,tasks.get?batch=1&input=${encodeURIComponent(inputs)}`, {}, token)

      expect(status).toBe(400)
      for (const item of [body].flat()) expect(problemOf(item).status).toBe(400)
    },
  )
})

describe('a refusal', () => {
  it('challenges as REST does (RFC 9110, section 15.5.2)', async () => {
    expect((await query('auth.me', {})).headers.get('www-authenticate')).toBe('Bearer')
    expect((await query('auth.me', {}, 'not.a.token')).headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token"',
    )
  })

  it('has the request id of the caller', async () => {
    const answer = await call('auth.me', { headers: { 'x-request-id': 'mine' } })

    expect(answer.requestId).toBe('mine')
    expect(problemOf(answer.body).requestId).toBe('mine')
  })
})

describe('whatever a handler does', () => {
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
  /** The statuses that tRPC has no name for. */
  const nameless: readonly number[] = [406, 410]
  let failing: Server

  beforeAll(async () => {
    failing = await startTestServer({
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
    })
  })
  afterAll(() => failing?.close())

  it.each(errorCodes)('%s is told by the problem, and by the status that tRPC has for it', async (code) => {
    const post = { method: 'POST', headers: jsonType, body: JSON.stringify({ code }) }
    const answer = await call('failing.coded', post, undefined, failing)
    const { status } = errorTable[code]

    expect(problemOf(answer.body)).toMatchObject({ code, status, detail: 'A sentence.', requestId: answer.requestId })
    expect(answer.status).toBe(nameless.includes(status) ? 400 : status)
    expect((answer.body as Failed).error.data.httpStatus).toBe(answer.status)
    expect((answer.body as Failed).error.data).not.toHaveProperty('stack')
    expect(answer.text).not.toContain('hunter2')
  })

  it('an unknown failure tells nothing of ours', async () => {
    const post = { method: 'POST', headers: jsonType, body: '{}' }
    const answer = await call('failing.thrown', post, undefined, failing)

    expectProblem(answer, 'internal')
    expect(answer.text).not.toContain('hunter2')
  })
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly requestId: string | null
  readonly text: string
  readonly body: unknown
}

interface Failed {
  readonly error: {
    readonly message: string
    readonly data: { readonly httpStatus: number; readonly problem: unknown }
  }
}

async function call(path: string, init: RequestInit = {}, bearer?: string, to = server): Promise<Answer> {
  const headers = new Headers(init.headers)
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
  const response = await fetch(`${to.url}/trpc/${path}`, { ...init, headers })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    requestId: response.headers.get('x-request-id'),
    text,
    body: JSON.parse(text),
  }
}

function query(name: string, input: unknown, bearer?: string): Promise<Answer> {
  return call(`${name}?input=${encodeURIComponent(JSON.stringify(input))}`, {}, bearer)
}

function mutate(name: string, input: unknown, bearer?: string): Promise<Answer> {
  return call(name, { method: 'POST', headers: jsonType, body: JSON.stringify(input) }, bearer)
}

function problemOf(body: unknown): Problem {
  return Problem.parse((body as Failed).error?.data?.problem)
}

/** A refusal is the problem that REST answers, within tRPC's own words, and nothing of the inside. */
function expectProblem({ status, text, body, requestId }: Answer, code: ErrorCode): void {
  const problem = problemOf(body)
  const { message, data } = (body as Failed).error
  expect(problem, text).toMatchObject({ code, ...errorTable[code], requestId, type: `/docs/errors/${code}` })
  expect(status).toBe(errorTable[code].status)
  expect(data.httpStatus).toBe(status)
  expect(message).toBe(problem.detail)
  expect(data).not.toHaveProperty('stack')
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|"stack"|failed query/i)
}

async function signUp(email: string): Promise<{ token: string; userId: string }> {
  const { body } = await mutate('auth.signup', { email, password: 'Test123!' })
  const { data } = (body as { result: { data: { token: string; user: { id: string } } } }).result
  return { token: data.token, userId: data.user.id }
}

async function titles(): Promise<string[]> {
  const { body } = await query('tasks.list', { limit: 100 }, token)
  return (body as { result: { data: { items: { title: string }[] } } }).result.data.items.map(({ title }) => title)
}
