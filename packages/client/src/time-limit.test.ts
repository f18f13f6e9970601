import { getEventListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import { toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../test/failure.js'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { createClient } from './create-client.js'

let server: RecordingServer
let answer: (res: ServerResponse) => void

beforeEach(async () => {
  answer = (res) => res.end('{"items":[],"nextCursor":null}')
  server = await openRecordingServer((res) => answer(res))
})
afterEach(() => server.close())

const busy = (seconds: number) => (res: ServerResponse) => {
  const problem = toProblem({ code: 'unavailable', detail: 'Later.' }, 'request-1')
  res.writeHead(problem.status, { 'retry-after': String(seconds) }).end(JSON.stringify(problem))
}

describe('a call with a timeout', () => {
  it('is told by its code when it takes longer', async () => {
    answer = () => {}
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 50 })

    expect(await failure(tasks.list())).toMatchObject({ code: 'timeout', status: 0 })
    expect(server.seen).toHaveLength(1)
  })

  it('may have one of its own', async () => {
    answer = () => {}
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 60_000 })

    expect((await failure(tasks.list({}, { timeout: 50 }))).code).toBe('timeout')
  })

  it('counts the wait for a token', async () => {
    const { tasks } = createClient({ baseUrl: server.baseUrl, token: () => new Promise(() => {}), timeout: 50 })

    expect((await failure(tasks.list())).code).toBe('timeout')
    expect(server.seen).toEqual([])
  })

  it('does not wait for what would come too late, and tells the failure itself', async () => {
    answer = busy(20)
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 10_000 })
    const begun = performance.now()

    expect(await failure(tasks.list())).toMatchObject({ code: 'unavailable', retryAfter: 20 })
    expect(performance.now() - begun).toBeLessThan(8000)
  })

  it('counts all its tries', async () => {
    answer = busy(0)
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 200, retries: 1e9 })

    expect(['timeout', 'unavailable']).toContain((await failure(tasks.list())).code)
  })

  it('ends with the reason of its signal where that is first, and leaves nothing on it', async () => {
    const leaving = new AbortController()
    const reason = new Error('The page was left')
    answer = () => leaving.abort(reason)
    const { tasks } = createClient({ baseUrl: server.baseUrl, timeout: 60_000 })

    await expect(tasks.list({}, { signal: leaving.signal })).rejects.toBe(reason)
    expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(0)
  })
})
