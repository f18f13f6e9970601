import { createHmac } from 'node:crypto'
import type { Problem } from '@taskpact/contract'
import {
  exchangeWith,
  expectProblem,
  json,
  problemIn,
  sendTo,
  startTestServer,
  type TestServer,
  testSecret,
  type User,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userRequests } from '../support/task-requests.js'

let server: TestServer
let ada: User
let eve: User

const send = sendTo(() => server)
const exchange = exchangeWith(() => server)
const { sendAsUser, createTask, titles } = userRequests(() => ada, send)

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
  eve = await server.signUp('eve@example.org')
})
afterAll(() => server?.close())

describe('REST response headers', () => {
  it.each(['text/html', 'application/xml', '*/*;q=0', 'application/json;q=0', 'text/*', 'image/png'])(
    'are not_acceptable for Accept: %s, and nothing is written',
    async (accept) => {
      const before = await titles()

      expectProblem(await sendAsUser('GET', 'tasks', { headers: { accept } }), 'not_acceptable')
      expectProblem(await sendAsUser('POST', 'tasks', json({ title: 'unacceptable' }, { accept })), 'not_acceptable')
      expect(await titles()).toEqual(before)
    },
  )

  it('ignore Accept for a response without a body', async () => {
    const { body } = await sendAsUser('POST', 'tasks', json({ title: 'to be deleted' }))
    const headers = { accept: 'application/problem+json' }

    expect((await sendAsUser('DELETE', `tasks/${(body as { id: string }).id}`, { headers })).status).toBe(204)
  })

  it.each([
    undefined,
    '*/*',
    'application/*',
    'application/json',
    'text/html, application/json;q=0.5',
    'text/html, */*',
  ])('have Content-Type application/json for Accept: %s', async (accept) => {
    const response = await sendAsUser('GET', 'tasks', { headers: accept === undefined ? {} : { accept } })

    expect(response.status).toBe(200)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('have the Location of a created resource', async () => {
    const made = await sendAsUser('POST', 'tasks', json({ title: 'found again' }))
    const location = new URL(made.headers.location ?? '', server.url)

    expect(made.status).toBe(201)
    expect(location.origin).toBe(server.url)
    expect(await send(location.pathname, { token: ada.token })).toMatchObject({ status: 200, body: made.body })
  })

  it('have no Content-Type for 204 No Content', async () => {
    const { id } = await createTask()
    const response = await sendAsUser('DELETE', `tasks/${id}`)

    expect(response).toMatchObject({ status: 204, text: '' })
    expect(response.headers['content-type']).toBeUndefined()
  })

  it('have nosniff and a Content-Security-Policy, and do not name the server software', async () => {
    for (const path of ['/health', '/api/me/tasks', '/nothing', '/openapi.json', '/docs', '/trpc/system.health']) {
      const { headers } = await send(path)

      expect(headers['x-content-type-options'], path).toBe('nosniff')
      expect(headers['content-security-policy'], path).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers['x-powered-by'], path).toBeUndefined()
      expect(headers.server, path).toBeUndefined()
    }
  })

  it('have cross-origin isolation headers on HTML pages only', async () => {
    const paths = ['/docs', '/docs/errors/not_found', '/health', '/api/me/tasks']
    const responses = await Promise.all(paths.map((path) => send(path)))
    const pathsWith = (name: string) => paths.filter((_, index) => name in (responses[index]?.headers ?? {}))

    for (const name of ['cross-origin-opener-policy', 'origin-agent-cluster'])
      expect(pathsWith(name), name).toEqual(['/docs', '/docs/errors/not_found'])
    for (const name of [
      'cross-origin-resource-policy',
      'referrer-policy',
      'strict-transport-security',
      'x-frame-options',
    ])
      expect(pathsWith(name), name).toEqual(paths)
  })

  it('forbid caching of tokens (RFC 6749, section 5.1)', async () => {
    const response = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'ada@example.org', password: 'Test123!' }),
    })

    expect(response.status).toBe(200)
    expect(response.headers['cache-control'] ?? '').toContain('no-store')
  })
})

describe('REST Authorization header', () => {
  // Node sends several lines, although its type allows only one.
  const call = (authorization: string | string[]) =>
    send('/api/auth/me', { headers: { authorization: authorization as string } })

  it('accepts the scheme in any case (RFC 9110, section 11.1)', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
      expect((await call(`${scheme} ${ada.token}`)).status, scheme).toBe(200)
    }
  })

  it.each([
    ['a tab', (token: string) => `Bearer\t${token}`],
    ['two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['two tokens in a list', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['no space', (token: string) => `Bearer${token}`],
    ['no scheme', (token: string) => token],
    ['a scheme before the scheme', (token: string) => `Basic Bearer ${token}`],
    ['another scheme', (token: string) => `Token ${token}`],
    ['quotes', (token: string) => `Bearer "${token}"`],
    ['a parameter', (token: string) => `Bearer token=${token}`],
    ['nothing after the scheme', () => 'Bearer'],
    ['a space after the scheme', () => 'Bearer '],
    ['nothing', () => ''],
    ['a user and password', () => `Basic ${Buffer.from('ada@example.org:Test123!').toString('base64')}`],
  ])('is refused with %s', async (_what, toHeader) => {
    const response = await call(toHeader(ada.token))

    expect(['unauthenticated', 'invalid_token']).toContain((response.body as Problem).code)
    expectProblem(response, (response.body as Problem).code)
  })

  it('is refused if sent twice', async () => {
    expect((await call([`Bearer ${ada.token}`, `Bearer ${eve.token}`])).status).toBeGreaterThanOrEqual(400)
    expect((await call([`Bearer ${ada.token}`, 'Bearer not.a.token'])).status).toBeGreaterThanOrEqual(400)
  })

  it('is the only place from which a token is read', async () => {
    const { token } = ada
    const requests = [
      send(`/api/auth/me?access_token=${token}`),
      send(`/api/auth/me?token=${token}`),
      send('/api/auth/me', { headers: { cookie: `access_token=${token}; token=${token}; Authorization=${token}` } }),
      send('/api/auth/me', { headers: { 'x-access-token': token, 'proxy-authorization': `Bearer ${token}` } }),
      send('/api/me/tasks', { method: 'POST', ...json({ title: 'a', access_token: token }) }),
    ]

    for (const response of await Promise.all(requests)) expectProblem(response, 'unauthenticated')
  })

  it('is challenged by WWW-Authenticate with the reason (RFC 6750, section 3)', async () => {
    const challenge = async (token?: string) =>
      (await send('/api/auth/me', token === undefined ? {} : { token })).headers['www-authenticate']

    expect(await challenge()).toBe('Bearer')
    expect(await challenge('not.a.token')).toBe('Bearer error="invalid_token"')
    expect(await challenge(tokenOf(ada.id, Date.now() / 1000 - 3600))).toMatch(/^Bearer error="invalid_token"/)
  })

  it('is refused with token_expired if the token has expired', async () => {
    const old = tokenOf(ada.id, Date.now() / 1000 - 3600)

    expectProblem(await send('/api/auth/me', { token: old }), 'token_expired')
    expect((await send('/api/auth/me', { token: tokenOf(ada.id, Date.now() / 1000 - 10) })).status).toBe(200)
  })

  it('is refused with invalid_token if the user does not exist', async () => {
    const token = tokenOf('0199e8f4-5d0c-7c55-9d3a-000000000000', Date.now() / 1000 - 10)

    expectProblem(await send('/api/auth/me', { token }), 'invalid_token')
    expectProblem(await send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'a' }) }), 'invalid_token')
  })

  it('sign-in fails alike for a wrong password and an unknown address', async () => {
    const wrong = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'ada@example.org', password: 'not hers' }),
    })
    const unknown = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'nobody@example.org', password: 'not hers' }),
    })

    expectProblem(wrong, 'invalid_credentials')
    expectProblem(unknown, 'invalid_credentials')
    expect((wrong.body as Problem).detail).toBe((unknown.body as Problem).detail)
  })
})

describe('X-Request-Id', () => {
  const idOf = async (provided: string | string[]) => {
    const response = await send('/api/auth/me', { headers: { 'x-request-id': provided } })
    expectProblem(response, 'unauthenticated')
    return response.headers['x-request-id']
  }

  it('returns a valid id of the request', async () => {
    for (const id of ['a', 'abc-DEF_123', 'x'.repeat(128)]) expect(await idOf(id)).toBe(id)
  })

  it.each([
    ['200 characters', 'x'.repeat(200)],
    ['129 characters', 'x'.repeat(129)],
    ['nothing', ''],
    ['a space', 'a b'],
    ['a tab', 'a\tb'],
    ['markup', '<script>'],
    ['quotes', '"a"'],
    ['a format string', '%s%n'],
    ['accents', 'caf\u00e9'],
    ['two ids', ['a', 'b']],
  ])('replaces an id with %s', async (_what, provided) => {
    expect(await idOf(provided)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })

  it.each(['a\u0001b', 'a\u007fb', 'a\0b', 'a\rb'])(
    'does not echo an id with a control character: %j',
    async (provided) => {
      const text = await exchange(
        `GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${provided}\r\n\r\n`,
      )

      expect(text).toMatch(/^HTTP\/1\.1 (400|404) /)
      expect(text).not.toContain(provided)
      expect(problemIn(text).requestId).toBe(/^x-request-id: (.*)$/im.exec(text)?.[1])
    },
  )

  it('is different for each request', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await send('/health')).headers['x-request-id']))

    expect(new Set(ids)).toHaveLength(3)
  })
})

/** Returns an access token of Ada's session, for any user and time. */
function tokenOf(sub: string, issuedAt: number): string {
  const { sid } = JSON.parse(Buffer.from(ada.token.split('.')[1] ?? '', 'base64url').toString())
  const iat = Math.floor(issuedAt)
  const claims = { sub, sid, iss: 'taskpact', aud: 'taskpact', iat, exp: iat + 900 }
  const parts = [{ alg: 'HS256', typ: 'at+jwt' }, claims]
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${createHmac('sha256', testSecret).update(signed).digest('base64url')}`
}
