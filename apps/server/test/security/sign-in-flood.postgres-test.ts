import { Agent, get } from 'node:http'
import { createClient } from '@taskpact/client'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { json, sendTo, testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../support/server-process.js'

const password = 'a long password'
const emails = Array.from({ length: 50 }, (_, index) => `flood-${index}@example.com`)

describe('many concurrent sign-ins', () => {
  let database: TestDatabase
  let server: ServerProcess
  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startProcess({ DATABASE_URL: database.url, JWT_SECRET: testSecret })
  })
  afterAll(async () => {
    await server?.stop()
    await database?.drop()
  })

  it('P8: do not delay other requests', async () => {
    const { auth } = createClient({ baseUrl: server.url })
    await Promise.all(emails.map((email) => auth.signup({ email, password })))
    const abort = new AbortController()

    const polled = poll(`${server.url}/health/live`, abort.signal)
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(emails.map((email) => auth.signin({ email, password })))
    }
    abort.abort()
    const times = (await polled).toSorted((a, b) => a - b)

    const at = (quantile: number) => times[Math.ceil(times.length * quantile) - 1] ?? Number.NaN
    const [p50, p99, max] = [at(0.5), at(0.99), at(1)]
    console.log(
      `/health/live in the flood: ${times.length} calls, p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(1)} ms`,
    )
    expect(times.length).toBeGreaterThan(100)
    expect(p99).toBeLessThan(100)
  }, 60_000)

  it.each([
    ['REST', '/api/auth/signup'],
    ['tRPC', '/trpc/auth.signup'],
  ])(
    'P8: are refused with 503 and Retry-After over %s if they would wait too long',
    async (transport, path) => {
      const send = sendTo(() => ({ ...server, perform: neverCalled, close: async () => {} }))
      const signUp = (index: number) =>
        send(path, {
          method: 'POST',
          ...json({ email: `${transport}-${index}@example.com`, password }),
          timeout: 30_000, // those that are accepted wait for up to 128 hashes, which compete with other tests
        })

      const responses = await Promise.all(Array.from({ length: 200 }, (_, index) => signUp(index)))

      const refused = responses.filter(({ status }) => status >= 400)
      expect(refused.length).toBeGreaterThan(0)
      expect(refused.length).toBeLessThan(responses.length / 2)
      for (const { status, headers, text } of refused) {
        expect(status).toBe(503)
        expect(text).toContain('"unavailable"')
        expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      }
      expect(await signUp(200)).toMatchObject({ status: transport === 'REST' ? 201 : 200 })
    },
    60_000,
  )
})

const neverCalled = () => Promise.reject(new TypeError('A server in another process cannot be called in-process'))

/** Sends a request about every 5 ms. Returns the duration of each. */
async function poll(url: string, signal: AbortSignal): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  try {
    while (!signal.aborted) {
      const started = performance.now()
      await request(url, agent)
      times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  } finally {
    agent.destroy()
  }
  return times
}

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${url} failed`))))
    }).on('error', reject)
  })
}
