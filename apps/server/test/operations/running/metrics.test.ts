import { expectProblem, json, type Send, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTaskServer, type TaskServer, type TaskUser } from '../../tasks/task-calls.js'

describe('metrics', () => {
  let server: TaskServer
  let send: Send
  let ada: TaskUser
  beforeAll(async () => {
    server = await startTaskServer({ env: { RATE_LIMIT_WRITE: '3' } })
    send = sendTo(() => server)
    ada = await server.signUpUser()
  })
  afterAll(() => server?.close())

  /** Returns the value of a series, or 0 if it does not exist. */
  async function read(series: string): Promise<number> {
    const { text } = await send('/metrics')
    const line = text.split('\n').find((one) => one.startsWith(`${series} `))
    return Number(line?.slice(series.length + 1) ?? 0)
  }

  const count = (operation: string, transport: string, outcome: string) =>
    read(`taskpact_call_duration_seconds_count{operation="${operation}",transport="${transport}",outcome="${outcome}"}`)

  it('have the Prometheus content type and are not cached', async () => {
    const { status, headers } = await send('/metrics')

    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('count each call once by operation, transport and outcome', async () => {
    const before = await Promise.all([count('tasks.list', 'rest', 'ok'), count('tasks.list', 'trpc', 'ok')])

    for (const calls of ada.transports) await calls.call('list', {})
    await send('/api/me/tasks')
    await send('/api/me/tasks?limit=nonsense', { token: ada.token })

    expect(await count('tasks.list', 'rest', 'ok')).toBe((before[0] ?? 0) + 2) // over REST and by the typed client
    expect(await count('tasks.list', 'trpc', 'ok')).toBe((before[1] ?? 0) + 1)
    expect(await count('tasks.list', 'rest', 'unauthenticated')).toBe(1)
    expect(await count('tasks.list', 'rest', 'invalid_input')).toBe(1)
    expect(await read('taskpact_calls_in_flight')).toBe(0)
  })

  it('count rate-limited calls', async () => {
    const create = () => send('/api/me/tasks', { method: 'POST', token: ada.token, ...json({ title: 'One more' }) })
    for (let calls = 0; calls < 5; calls++) await create()

    expect(await read('taskpact_limited_calls_total{limit="write"}')).toBe(2)
    expect(await count('tasks.create', 'rest', 'rate_limited')).toBe(2)
  })

  it('include statements, connections, password checks, the event loop and the process', async () => {
    const before = await read('taskpact_database_statement_duration_seconds_count{outcome="ok"}')
    await ada.direct.value('list', {})

    expect(await read('taskpact_database_statement_duration_seconds_count{outcome="ok"}')).toBe(before + 1)
    expect(await read('taskpact_database_connections_max')).toBeGreaterThan(0)
    for (const name of [
      'database_connections_used',
      'database_waiting',
      'password_checks_active',
      'password_checks_waiting',
    ])
      expect((await send('/metrics')).text).toMatch(new RegExp(`^taskpact_${name} 0$`, 'm'))
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
    ])
      expect((await send('/metrics')).text).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  it('contain no user data', async () => {
    await ada.direct.call('create', { title: 'canary of a title' })

    const { text } = await send('/metrics')

    expect(text).not.toMatch(/canary|example\.com/)
    expect(text).not.toContain(ada.id)
  })
})

describe('metrics with METRICS_TOKEN', () => {
  const token = 'a-token-of-Prometheus'
  let server: TestServer
  let send: Send
  beforeAll(async () => {
    server = await startTestServer({ env: { METRICS_TOKEN: token } })
    send = sendTo(() => server)
  })
  afterAll(() => server?.close())

  it('require the token', async () => {
    expectProblem(await send('/metrics'), 'unauthenticated')
    expectProblem(await send('/metrics', { token: `${token}x` }), 'invalid_token')
    expect(await send('/metrics', { token })).toMatchObject({ status: 200 })
  })
})
