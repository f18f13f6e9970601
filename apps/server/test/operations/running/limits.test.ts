import { expectProblem, json, sendTo, type TestServer, transports } from '@taskpact/testing'
import { parseList } from 'structured-headers'
import { afterEach, describe, expect, it } from 'vitest'
import { startTaskServer, type TaskServer } from '../../tasks/task-calls.js'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** Starts a server with the given rate limits and no others. */
async function startLimitedServer(env: Readonly<Record<string, string>>): Promise<TaskServer> {
  const server = await startTaskServer({ env })
  servers.push(server)
  return server
}

const rateLimited = { ok: false, code: 'rate_limited', fields: [] }

const wrongCredentials = json({ email: 'unknown@example.com', password: 'not the password' })

/** Returns a function that signs in with wrong credentials through a proxy that reports an address. */
function signInTo(server: TaskServer) {
  const send = sendTo(() => server)
  return (address: string) =>
    send('/api/auth/signin', {
      method: 'POST',
      ...wrongCredentials,
      headers: { ...wrongCredentials.headers, 'x-forwarded-for': address },
    })
}

/** Returns the name and parameters of the only member of a list of structured fields (RFC 9651). */
function onlyMember(header: unknown): Readonly<Record<string, unknown>> {
  const [[name, parameters] = [], ...more] = parseList(String(header))
  expect(more).toEqual([])
  return { name, ...Object.fromEntries(parameters as Map<string, unknown>) }
}

describe('rate limit of a user', () => {
  it('counts requests on all transports together', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: String(transports.length) })
    const ada = await server.signUpUser()

    for (const calls of ada.transports) expect(await calls.call('list', {})).toMatchObject({ ok: true })
    for (const calls of ada.transports) expect(await calls.call('list', {})).toEqual(rateLimited)
  })

  it('counts users separately, and reads and writes separately', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: '1', RATE_LIMIT_WRITE: '1' })
    const [ada, eve] = [await server.signUpUser(), await server.signUpUser()]

    for (const { direct } of [ada, eve]) {
      expect(await direct.call('list', {})).toMatchObject({ ok: true })
      expect(await direct.call('create', { title: 'Buy milk' })).toMatchObject({ ok: true })
      expect(await direct.call('list', {})).toEqual(rateLimited)
      expect(await direct.call('create', { title: 'Buy milk' })).toEqual(rateLimited)
    }
  })

  it('counts refused and invalid requests', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_WRITE: '4' })
    const { direct } = await server.signUpUser()

    const codes: unknown[] = []
    for (const input of [
      { title: '' },
      { title: 'a', userId: 'someone-else' },
      { nonsense: 1 },
      { title: 'a' },
      { title: 'b' },
    ]) {
      const outcome = await direct.call('create', input)
      codes.push(outcome.ok ? 'ok' : outcome.code)
    }
    expect(codes).toEqual(['invalid_input', 'forbidden', 'invalid_input', 'ok', 'rate_limited'])
  })

  it('counts each call of a tRPC batch, and sends the least remaining of them', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: '5' })
    const { token } = await server.signUpUser()
    const batch = (calls: number) => {
      const names = Array.from({ length: calls }, () => 'tasks.list').join()
      return sendTo(() => server)(`/trpc/${names}?batch=1&input=%7B%7D`, { token })
    }

    const first = await batch(3)
    const second = await batch(3)

    expect(onlyMember(first.headers.ratelimit)).toMatchObject({ name: 'read', r: 2 })
    expect(onlyMember(second.headers.ratelimit)).toMatchObject({ name: 'read', r: 0 })
    expect(second.headers['retry-after']).toMatch(/^[1-9]\d?$/)
    const refused = (second.body as { error?: unknown }[]).filter(({ error }) => error !== undefined)
    expect(refused).toMatchObject([{ error: { data: { problem: { code: 'rate_limited' } } } }])
  })

  it('sends the remaining requests in RateLimit, and Retry-After when exceeded', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: '3' })
    const { token } = await server.signUpUser()
    const send = sendTo(() => server)

    for (const remaining of [2, 1, 0]) {
      const { status, headers } = await send('/api/me/tasks', { token })
      const { t, ...rest } = onlyMember(headers.ratelimit)
      expect(status).toBe(200)
      expect(rest).toEqual({ name: 'read', r: remaining })
      expect(t).toBeGreaterThan(50)
      expect(t).toBeLessThanOrEqual(60)
      expect(onlyMember(headers['ratelimit-policy'])).toEqual({ name: 'read', q: 3, w: 60 })
    }
    const refused = await send('/api/me/tasks', { token })
    expectProblem(refused, 'rate_limited')
    const { r, t } = onlyMember(refused.headers.ratelimit)
    expect(r).toBe(0)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(Number(t))
    expect(refused.headers['cache-control']).toBe('no-store')
  })

  it('counts 304 responses', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: '2' })
    const { token } = await server.signUpUser()
    const send = sendTo(() => server)
    const { headers } = await send('/api/me/tasks', { token })

    const unchanged = await send('/api/me/tasks', { token, headers: { 'if-none-match': String(headers.etag) } })

    expect(unchanged.status).toBe(304)
    expect(onlyMember(unchanged.headers.ratelimit)).toMatchObject({ r: 0 })
  })
})

describe('rate limit of an unauthenticated client', () => {
  it('counts by address, also with invalid tokens', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_READ: '2' })
    const { direct } = await server.signUpUser()
    const send = sendTo(() => server)

    expectProblem(await send('/api/me/tasks'), 'unauthenticated')
    expectProblem(await send('/api/me/tasks', { token: 'no-token' }), 'invalid_token')
    expectProblem(await send('/api/me/tasks', { token: 'another' }), 'rate_limited')
    expect(await direct.call('list', {})).toMatchObject({ ok: true })
  })

  it('ignores X-Forwarded-For without TRUST_PROXY', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_CREDENTIALS: '1' })
    const signInFrom = signInTo(server)

    expectProblem(await signInFrom('192.0.2.1'), 'invalid_credentials')
    expectProblem(await signInFrom('192.0.2.2'), 'rate_limited')
  })

  it('uses X-Forwarded-For of a trusted proxy, and counts an IPv6 /64 as one address', async () => {
    const server = await startLimitedServer({ RATE_LIMIT_CREDENTIALS: '1', TRUST_PROXY: '1' })
    const signInFrom = signInTo(server)

    expectProblem(await signInFrom('192.0.2.1'), 'invalid_credentials')
    expectProblem(await signInFrom('192.0.2.2'), 'invalid_credentials')
    expectProblem(await signInFrom('198.51.100.9, 192.0.2.2'), 'rate_limited')
    expectProblem(await signInFrom('2001:db8:1:2::1'), 'invalid_credentials')
    expectProblem(await signInFrom('2001:db8:1:2:ffff::1'), 'rate_limited')
    expectProblem(await signInFrom('2001:db8:1:3::1'), 'invalid_credentials')
  })
})

it('a rate limit of 0 is disabled and sends no headers', async () => {
  const server = await startLimitedServer({})
  const { token } = await server.signUpUser()

  const { status, headers } = await sendTo(() => server)('/api/me/tasks', { token })

  expect(status).toBe(200)
  expect(headers).not.toHaveProperty('ratelimit')
  expect(headers).not.toHaveProperty('ratelimit-policy')
})

it('health checks, metrics and documents are not rate-limited', async () => {
  const server = await startLimitedServer({ RATE_LIMIT_READ: '1', RATE_LIMIT_WRITE: '1', RATE_LIMIT_CREDENTIALS: '1' })
  const send = sendTo(() => server)

  for (const path of ['/health', '/health/live', '/health/ready', '/openapi.json', '/docs', '/metrics'])
    for (let call = 0; call < 3; call++) expect(await send(path), path).toMatchObject({ status: 200 })
})
