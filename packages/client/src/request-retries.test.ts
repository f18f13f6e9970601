import { errorCodes } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import {
  dropConnection,
  json,
  problem,
  type Respond,
  transientFailures,
  truncatedChunks,
  unavailable,
} from '../test/responses.js'
import { unusedAddress } from '../test/unused-address.js'
import { ApiError } from './api-error.js'
import { type Client, type ClientOptions, createClient } from './create-client.js'

let server: RecordingServer
let responses: Respond[]

beforeEach(async () => {
  responses = []
  server = await openRecordingServer((res) => (responses.shift() ?? json({ id: '1' }))(res))
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) => createClient({ baseUrl: server.baseUrl, ...options })

const notRetried: [string, (client: Client) => Promise<unknown>][] = [
  ['update', ({ tasks }) => tasks.update({ taskId: '1', title: 'a', ifMatch: 7 })],
  ['complete', ({ tasks }) => tasks.complete({ taskId: '1' })],
  ['remove', ({ tasks }) => tasks.remove({ taskId: '1' })],
  ['refresh', ({ auth }) => auth.refresh({ refreshToken: 'a' })],
]

describe('retries of a query', () => {
  it.each(transientFailures)('retries after %s', async (_what, failure) => {
    responses = [failure, failure]

    expect(await client().tasks.get({ taskId: '1' })).toEqual({ id: '1' })
    expect(server.requests).toHaveLength(3)
  })

  it.each(transientFailures)('rejects with the error of the last attempt: %s', async (_what, failure) => {
    responses = [unavailable, unavailable, failure]

    const error = await rejection(client().tasks.get({ taskId: '1' }))

    expect(['unreachable', 'unavailable', 'rate_limited']).toContain(error.code)
    expect(server.requests).toHaveLength(3)
  })

  it('retries if the connection is refused', async () => {
    let attempts = 0
    const countingFetch: typeof fetch = (...request) => {
      attempts++
      return fetch(...request)
    }

    const error = await rejection(client({ baseUrl: await unusedAddress(), fetch: countingFetch }).tasks.list())

    expect(error.code).toBe('unreachable')
    expect(attempts).toBe(3)
  })

  it('retries a truncated file download', async () => {
    responses = [truncatedChunks]

    expect(await client().tasks.export()).toBe('{"id":"1"}')
  })

  it.each([0, 1, 4])('retries %d times if that is the retries option', async (retries) => {
    responses = Array.from({ length: 9 }, () => unavailable)

    await rejection(client({ retries }).tasks.list())

    expect(server.requests).toHaveLength(1 + retries)
  })

  it.each(errorCodes.filter((code) => code !== 'unavailable' && code !== 'rate_limited'))(
    'does not retry after %s',
    async (code) => {
      responses = [problem(code, { 'retry-after': 0 })]

      expect((await rejection(client().tasks.list())).code).toBe(code)
      expect(server.requests).toHaveLength(1)
    },
  )

  it.each([200, 404, 500, 505])('does not retry after an unexpected response with status %d', async (status) => {
    responses = [(res) => res.writeHead(status).end('<h1>Error</h1>')]

    expect((await rejection(client().tasks.list())).code).toBe('unexpected_response')
    expect(server.requests).toHaveLength(1)
  })

  // RFC 9110, sections 15.6.3 to 15.6.5
  it.each([502, 503, 504])('retries a query, and a change with a key, after %d of a proxy', async (status) => {
    const proxy: Respond = (res) => res.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Error</h1>')
    responses = [proxy, proxy]
    await client().tasks.list()
    responses = [proxy, json({ id: '1' })]
    await client().tasks.create({ title: 'a' })
    expect(server.requests).toHaveLength(5)

    responses = [proxy, json({ id: '1' })]
    expect(await rejection(client().tasks.update({ taskId: '1', title: 'a' }))).toMatchObject({ status })
    expect(server.requests).toHaveLength(6)
  })

  it('calls the token function once for all attempts', async () => {
    let count = 0
    responses = [dropConnection, unavailable]

    await client({ token: () => `token-${++count}` }).tasks.list()

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token-1'))
  })

  it('does not retry if the token function throws', async () => {
    let count = 0
    const token = () => {
      count++
      throw new ApiError('unreachable', 'No response.')
    }

    expect((await rejection(client({ token }).tasks.list())).code).toBe('unreachable')
    expect(count).toBe(1)
  })

  it('does not retry an aborted call', async () => {
    const reason = new Error('The page was left')
    const controller = new AbortController()
    responses = [() => controller.abort(reason)]

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(server.requests).toHaveLength(1)
  })
})

describe.each(notRetried)('mutation without an idempotency key: %s', (_name, call) => {
  it.each(transientFailures)('is sent once despite %s', async (_what, failure) => {
    responses = [failure]

    await rejection(call(client()))

    expect(server.requests).toHaveLength(1)
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined])
  })
})

describe('delay before a retry', () => {
  it('is that of Retry-After', async () => {
    responses = [problem('rate_limited', { 'retry-after': 1 })]
    const startedAt = performance.now()

    await client().tasks.list()

    expect(performance.now() - startedAt).toBeGreaterThan(990)
    expect(server.requests).toHaveLength(2)
  })

  it('does not start if Retry-After exceeds 30 seconds', async () => {
    responses = [problem('rate_limited', { 'retry-after': 31 })]

    expect(await rejection(client().tasks.list())).toMatchObject({ code: 'rate_limited', retryAfter: 31 })
    expect(server.requests).toHaveLength(1)
  })

  it('ends immediately with the reason of an aborted signal', async () => {
    const reason = new Error('The page was left')
    const controller = new AbortController()
    responses = [problem('unavailable', { 'retry-after': 30 })]
    const startedAt = performance.now()
    setTimeout(() => controller.abort(reason), 100)

    await expect(client().tasks.list({}, { signal: controller.signal })).rejects.toBe(reason)

    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(server.requests).toHaveLength(1)
  })
})
