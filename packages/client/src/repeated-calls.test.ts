import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ErrorCode, errorCodes, toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../test/failure.js'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { ApiError } from './api-error.js'
import { type Client, type ClientOptions, createClient } from './create-client.js'

type Answer = (res: ServerResponse) => void

const success: Answer = (res) => res.setHeader('content-type', 'application/json').end('{"id":"1"}')
const drop: Answer = (res) => res.destroy()

const cutOff =
  (status: number): Answer =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"id":')
    setTimeout(() => res.destroy(), 10)
  }
const cutOffInChunks: Answer = (res) => {
  res.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"1"}')
  setTimeout(() => res.destroy(), 10)
}
const refused =
  (code: ErrorCode, retryAfter?: number): Answer =>
  (res) => {
    const problem = toProblem({ code, detail: 'A sentence.' }, 'request-1')
    if (retryAfter !== undefined) res.setHeader('retry-after', retryAfter)
    res.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  }

let server: RecordingServer
let answers: Answer[]

beforeEach(async () => {
  answers = []
  server = await openRecordingServer((res) => (answers.shift() ?? success)(res))
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) => createClient({ baseUrl: server.baseUrl, ...options })
const keys = () => server.seen.map(({ headers }) => headers['idempotency-key'])

const passing: [string, Answer][] = [
  ['a connection that ends before the answer', drop],
  ['a success that is cut off', cutOff(200)],
  ['a success that is cut off between chunks', cutOffInChunks],
  ['a failure that is cut off', cutOff(500)],
  ['unavailable', refused('unavailable', 0)],
  ['unavailable, for how long is not said', refused('unavailable')],
  ['rate_limited', refused('rate_limited', 0)],
]

const keyed: [string, (client: Client) => Promise<unknown>][] = [
  ['create', ({ tasks }) => tasks.create({ title: 'a' })],
  ['batch', ({ tasks }) => tasks.batch({ operations: [] })],
  ['import', ({ tasks }) => tasks.import({ content: '[]' })],
  ['restore', ({ tasks }) => tasks.restore({ taskId: '1', ifMatch: 7 })],
]

const once: [string, (client: Client) => Promise<unknown>][] = [
  ['update', ({ tasks }) => tasks.update({ taskId: '1', title: 'a', ifMatch: 7 })],
  ['complete', ({ tasks }) => tasks.complete({ taskId: '1' })],
  ['remove', ({ tasks }) => tasks.remove({ taskId: '1' })],
  ['refresh', ({ auth }) => auth.refresh({ refreshToken: 'a' })],
]

describe('a call that reads', () => {
  it.each(passing)('is tried again after %s', async (_what, answer) => {
    answers = [answer, answer]

    expect(await client().tasks.get({ taskId: '1' })).toEqual({ id: '1' })
    expect(server.seen).toHaveLength(3)
  })

  it.each(passing)('fails as the last try did: %s', async (_what, answer) => {
    answers = [refused('unavailable', 0), refused('unavailable', 0), answer]

    const error = await failure(client().tasks.get({ taskId: '1' }))

    expect(['unreachable', 'unavailable', 'rate_limited']).toContain(error.code)
    expect(server.seen).toHaveLength(3)
  })

  it('is tried again when nobody listens', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    let tries = 0
    const counting: typeof fetch = (...request) => {
      tries++
      return fetch(...request)
    }

    const error = await failure(client({ baseUrl: `http://127.0.0.1:${port}`, fetch: counting }).tasks.list())

    expect(error.code).toBe('unreachable')
    expect(tries).toBe(3)
  })

  it('is tried again when a file is cut off', async () => {
    answers = [cutOffInChunks]

    expect(await client().tasks.export()).toBe('{"id":"1"}')
  })

  it.each([0, 1, 4])('is tried again %d times where so many are allowed', async (retries) => {
    answers = Array.from({ length: 9 }, () => refused('unavailable', 0))

    await failure(client({ retries }).tasks.list())

    expect(server.seen).toHaveLength(1 + retries)
  })

  it.each(errorCodes.filter((code) => code !== 'unavailable' && code !== 'rate_limited'))(
    'is not tried again after %s',
    async (code) => {
      answers = [refused(code, 0)]

      expect((await failure(client().tasks.list())).code).toBe(code)
      expect(server.seen).toHaveLength(1)
    },
  )

  it('is not tried again after an answer that is not the API’s', async () => {
    answers = [(res) => res.writeHead(502).end('<h1>Bad gateway</h1>')]

    expect((await failure(client().tasks.list())).code).toBe('unexpected_answer')
    expect(server.seen).toHaveLength(1)
  })

  it('asks for the token once', async () => {
    let asked = 0
    answers = [drop, refused('unavailable', 0)]

    await client({ token: () => `token-${++asked}` }).tasks.list()

    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token-1'))
  })

  it('does not try again what the token function failed with', async () => {
    let asked = 0
    const token = () => {
      asked++
      throw new ApiError('unreachable', 'No answer.')
    }

    expect((await failure(client({ token }).tasks.list())).code).toBe('unreachable')
    expect(asked).toBe(1)
  })
})

describe('the wait', () => {
  it('is as long as the server says', async () => {
    answers = [refused('rate_limited', 1)]
    const begun = performance.now()

    await client().tasks.list()

    expect(performance.now() - begun).toBeGreaterThan(990)
    expect(server.seen).toHaveLength(2)
  })

  it('is not begun where it would be longer than 30 seconds', async () => {
    answers = [refused('rate_limited', 31)]

    expect(await failure(client().tasks.list())).toMatchObject({ code: 'rate_limited', retryAfter: 31 })
    expect(server.seen).toHaveLength(1)
  })

  it('ends at once with the reason of the signal', async () => {
    const reason = new Error('The page was left')
    const controller = new AbortController()
    answers = [refused('unavailable', 30)]
    const begun = performance.now()
    setTimeout(() => controller.abort(reason), 100)

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)

    expect(performance.now() - begun).toBeLessThan(5000)
    expect(server.seen).toHaveLength(1)
  })
})

describe('a call that is aborted', () => {
  it('is not tried again', async () => {
    const reason = new Error('The page was left')
    const controller = new AbortController()
    answers = [() => controller.abort(reason)]

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(server.seen).toHaveLength(1)
  })
})

describe.each(keyed)('%s', (_name, call) => {
  it('is sent with the same new key in all tries', async () => {
    answers = [drop, refused('unavailable', 0)]

    await call(client())

    const [first, ...others] = keys()
    expect(first).toMatch(/^"[0-9a-f]{32}"$/)
    expect(others).toEqual([first, first])
    expect(new Set(server.seen.map(({ body }) => body)).size).toBe(1)
  })

  it('has another key in another call', async () => {
    await call(client())
    await call(client())

    expect(new Set(keys()).size).toBe(2)
  })
})

describe('a key', () => {
  it('that the caller gives is kept', async () => {
    answers = [drop]

    await client().tasks.create({ title: 'a', idempotencyKey: 'mine' })

    expect(keys()).toEqual(['"mine"', '"mine"'])
  })

  it('that the caller gives as undefined is made', async () => {
    await client().tasks.create({ title: 'a', idempotencyKey: undefined })

    expect(keys()).toEqual([expect.stringMatching(/^"[0-9a-f]{32}"$/)])
  })

  it('that no header can hold is not sent', async () => {
    const error = await failure(client().tasks.create({ title: 'a', idempotencyKey: 'a\r\nX: y' }))

    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ in: 'header', pointer: '/Idempotency-Key' }] })
    expect(server.seen).toEqual([])
  })
})

describe.each(once)('%s, which has no key,', (_name, call) => {
  it.each(passing)('is sent once in spite of %s', async (_what, answer) => {
    answers = [answer]

    await failure(call(client()))

    expect(server.seen).toHaveLength(1)
    expect(keys()).toEqual([undefined])
  })
})
