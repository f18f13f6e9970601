import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { problem, type Respond, unavailable } from '../test/responses.js'
import { createClient } from './create-client.js'

let server: RecordingServer
let respond: Respond

beforeEach(async () => {
  respond = (res) => res.end('{"items":[],"nextCursor":null}')
  server = await openRecordingServer((res) => respond(res))
})
afterEach(() => server.close())

describe('timeout option', () => {
  it('rejects with the code timeout', async () => {
    respond = () => {}
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 50 })

    expect(await rejection(tasks.list())).toMatchObject({ code: 'timeout', status: 0 })
    expect(server.requests).toHaveLength(1)
  })

  it('is overridden by the timeout of a call', async () => {
    respond = () => {}
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 60_000 })

    expect((await rejection(tasks.list({}, { timeout: 50 }))).code).toBe('timeout')
  })

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, 1e300])('of %d ms is none', async (timeout) => {
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout })
    respond = (res) => void setTimeout(() => res.end('{"items":[],"nextCursor":null}'), 50)

    expect(await tasks.list()).toMatchObject({ items: [] })
  })

  it.each([0, -1, Number.NaN])('of %d ms is a TypeError', async (timeout) => {
    expect(() => createClient({ baseUrl: server.baseUrl, timeout })).toThrow(
      new TypeError(`Invalid timeout: ${timeout}`),
    )
    await expect(createClient({ baseUrl: server.baseUrl }).tasks.list({}, { timeout })).rejects.toThrow(TypeError)
    expect(server.requests).toEqual([])
  })

  it('includes the time of the token function', async () => {
    const { tasks } = createClient({ baseUrl: server.baseUrl, token: () => new Promise(() => {}), timeout: 50 })

    expect((await rejection(tasks.list())).code).toBe('timeout')
    expect(server.requests).toEqual([])
  })

  it('rejects without a retry if Retry-After exceeds it', async () => {
    respond = problem('unavailable', { 'retry-after': 20 })
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 10_000 })
    const startedAt = performance.now()

    expect(await rejection(tasks.list())).toMatchObject({ code: 'unavailable', retryAfter: 20 })
    expect(performance.now() - startedAt).toBeLessThan(8000)
  })

  it('includes all retries', async () => {
    respond = unavailable
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 200, retries: 1e9 })

    expect(['timeout', 'unavailable']).toContain((await rejection(tasks.list())).code)
  })

  it('rejects with the reason of a signal that is aborted first, and leaves no listener on it', async () => {
    const leaving = new AbortController()
    const reason = new Error('The page was left')
    respond = () => leaving.abort(reason)
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 60_000 })

    await expect(tasks.list({}, { signal: leaving.signal })).rejects.toBe(reason)
    expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(0)
  })
})
