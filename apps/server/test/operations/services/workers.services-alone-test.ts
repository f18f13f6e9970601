import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createClient } from '@taskpact/client'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../../packages/db/test/own-postgres.js'
import { type ServerProcess, startProcess } from '../../support/server-process.js'
import { startCollector } from '../tracing/collector.js'

describe('two workers on one port', () => {
  let postgres: OwnPostgres
  let server: ServerProcess
  let url: string
  let token: string
  beforeAll(async () => {
    postgres = await startOwnPostgres()
    server = await startProcess(
      { DATABASE_URL: postgres.url, JWT_SECRET: testSecret, WORKERS: '2', RATE_LIMIT_READ: '30' },
      { form: 'built' },
    )
    url = server.url
    await vi.waitFor(() => expect(server.log.map(({ msg }) => msg)).toContain('All workers are listening'), 10_000)
  })
  afterAll(async () => {
    await server?.stop()
    await postgres?.close()
  })

  const client = () => createClient({ baseUrl: url, token, retries: 0 })

  async function signUp(): Promise<void> {
    token = (await client().auth.signup({ email: `${crypto.randomUUID()}@example.com`, password: 'Test123!' })).token
  }

  /** Returns the workers that have logged a call. */
  const workersWithCalls = () => new Set(server.log.filter(({ operation }) => operation).map(({ worker }) => worker))

  it('both serve, and count the calls of a user together', async () => {
    await signUp()

    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () =>
        client()
          .tasks.list()
          .then(
            () => 'ok',
            ({ code }) => code as string,
          ),
      ),
    )

    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(30)
    expect(outcomes.filter((outcome) => outcome === 'rate_limited')).toHaveLength(30)
    await expect.poll(() => workersWithCalls().size).toBe(2)
  })

  it('aggregate their metrics', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const lists = metrics
      .split('\n')
      .filter((line) => /^taskpact_call_duration_seconds_count\{.*operation="tasks.list"/.test(line))
      .map((line) => Number(line.split(' ').at(-1)))
    expect(lists.reduce((sum, count) => sum + count, 0)).toBe(60)
  })

  it('are replaced one after the other on SIGHUP without a failed request', async () => {
    const { calls, stop } = startRequests()

    server.signal('SIGHUP')
    await untilLogged('All workers were replaced')
    await stop()

    expect(calls.length).toBeGreaterThan(10)
    expect(new Set(calls)).toEqual(new Set([200]))
  })

  it('lose, repeat and reorder no change of a stream while they are replaced on SIGHUP', async () => {
    await signUp()
    const tasks = createClient({ baseUrl: url, token }).tasks
    const replaced = () => server.log.filter(({ msg }) => msg === 'All workers were replaced').length
    const before = replaced()
    const [written, received]: [string[], string[]] = [[], []]
    const statuses: string[] = []
    const ending = new AbortController()
    const options = { signal: ending.signal, onStatus: (status: string) => void statuses.push(status) }
    const following = (async () => {
      for await (const change of tasks.changes.live({}, options))
        if (change.type === 'put') received.push(change.task.title)
    })()
    await expect.poll(() => statuses).toContain('live')

    server.signal('SIGHUP')
    while (replaced() === before) {
      const title = `Task ${written.length}`
      await tasks.create({ title })
      written.push(title)
      await sleep(20)
    }

    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(written.length)
    expect(received).toEqual(written)
    expect(statuses).toContain('offline')
    ending.abort('over')
    await expect(following).rejects.toBe('over')
  }, 60_000)

  it('are restarted if killed', async () => {
    const ready = () => server.log.filter(({ msg }) => msg === 'Taskpact is ready').length
    const before = ready()

    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(server.pid)])
    process.kill(Number(stdout.trim().split('\n')[0]), 'SIGKILL')

    await untilLogged('Worker exited unexpectedly, restarting')
    await expect.poll(isLive, { timeout: 5000 }).toBe(true)
    await expect.poll(ready, { timeout: 10_000 }).toBe(before + 1)
  })

  it('stop on SIGTERM with exit code 0', async () => {
    expect(await server.stop()).toBe(0)
    expect(await isLive()).toBe(false)
  })

  it('each export their spans when they stop', async () => {
    const collector = await startCollector()
    const env = { DATABASE_URL: postgres.url, JWT_SECRET: testSecret, WORKERS: '2' }
    const traced = await startProcess({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }, { form: 'built' })
    await expect
      .poll(() => traced.log.map(({ msg }) => msg), { timeout: 10_000 })
      .toContain('All workers are listening')
    const paths = Array.from({ length: 20 }, () => '/health/live')
    for (const path of paths) await fetch(traced.url + path, { headers: { connection: 'close' } })
    await traced.stop()
    await collector.close()

    const requests = collector.spans.filter(({ kind }) => kind === 'server')
    expect(requests).toHaveLength(paths.length)
    expect(new Set(requests.map(({ resource }) => resource['service.instance.id'])).size).toBe(2)
  })

  async function untilLogged(message: string): Promise<void> {
    await expect.poll(() => server.log.some(({ msg }) => msg === message), { timeout: 20_000 }).toBe(true)
  }

  async function isLive(): Promise<boolean> {
    return fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  /** Sends requests one after the other, each on a new connection. */
  function startRequests() {
    const calls: number[] = []
    let isStopping = false
    const loops = Promise.all(
      [1, 2].map(async () => {
        while (!isStopping) {
          const call = fetch(`${url}/health/ready`, { headers: { connection: 'close' } })
          calls.push(
            await call.then(
              ({ status }) => status,
              () => 0,
            ),
          )
          await sleep(5)
        }
      }),
    )
    return {
      calls,
      async stop() {
        isStopping = true
        await loops
      },
    }
  }
})

it('the server exits with 1 if no worker can start', async () => {
  const portHolder = createServer().listen(0, '127.0.0.1')
  try {
    await once(portHolder, 'listening')
    const { port } = portHolder.address() as { port: number }
    const env = { DATABASE_URL: 'postgres://127.0.0.1:1/none', JWT_SECRET: testSecret, PORT: String(port) }

    await expect(startProcess({ ...env, WORKERS: '2' }, { form: 'built' })).rejects.toThrow(/^exit 1: .*/)
  } finally {
    portHolder.close()
  }
})
