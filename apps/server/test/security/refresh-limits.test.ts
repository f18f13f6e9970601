import type { SignedIn } from '@taskpact/contract'
import { expectProblem, json } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpTransports, onlyCookie, postTo } from './cookie-responses.js'
import { type OpenServer, openServer, type TokenSession } from './session-calls.js'

const quota = 3
let server: OpenServer
beforeAll(async () => {
  server = await openServer({
    env: { RATE_LIMIT_RENEWAL: String(quota), RATE_LIMIT_CREDENTIALS: '200', TRUST_PROXY: '1' },
  })
})
afterAll(() => server?.close())

let address = 0
/** Returns the headers of requests that a proxy forwards for a new client. */
function newClient() {
  address += 1
  return { 'x-forwarded-for': `192.0.2.${address}` }
}

describe.each(httpTransports)('rate limit of refreshes over %s', (transport) => {
  const post = postTo(() => server, transport)

  /** Returns the code of each of several refreshes, `ok` for a success. */
  async function refreshAll(bodies: readonly unknown[], headers: Record<string, string>): Promise<string[]> {
    const codes = []
    for (const body of bodies) codes.push((await post('auth.refresh', body, headers)).problem?.code ?? 'ok')
    return codes
  }

  async function signUp(headers: Record<string, string>, session = 'token') {
    const email = `${crypto.randomUUID()}@example.com`
    return post('auth.signup', { email, password: 'Test123!', session }, headers)
  }

  const refreshTokenOf = async (headers: Record<string, string>) =>
    ((await signUp(headers)).value as TokenSession).refreshToken

  it('P18: does not count the sessions behind one address together', async () => {
    const client = newClient()
    const tokens = await Promise.all(Array.from({ length: 30 }, () => refreshTokenOf(client)))

    const codes = await refreshAll(
      tokens.map((refreshToken) => ({ refreshToken })),
      client,
    )

    expect(codes).toEqual(Array(30).fill('ok'))
  })

  it('P18: counts each session, whatever its address, and no other session of the user', async () => {
    const client = newClient()
    const email = `${crypto.randomUUID()}@example.com`
    await post('auth.signup', { email, password: 'Test123!' }, client)
    const [phone, laptop] = await Promise.all(
      [1, 2].map(async () => {
        const { value } = await post('auth.signin', { email, password: 'Test123!' }, client)
        return { refreshToken: (value as TokenSession).refreshToken }
      }),
    )

    const codes = []
    for (let count = 0; count < quota + 2; count += 1) codes.push(...(await refreshAll([phone], newClient())))

    expect(codes).toEqual([...Array(quota).fill('ok'), 'rate_limited', 'rate_limited'])
    expect(await refreshAll([laptop], client)).toEqual(['ok'])
  })

  it('P18: counts forged tokens by address, without refusing valid ones from there', async () => {
    const client = newClient()
    const refreshToken = await refreshTokenOf(client)
    const [owner = '', secret = '', mac = ''] = refreshToken.split('.')
    const forged = [
      'garbage',
      `${owner}.${secret}.${'A'.repeat(mac.length)}`,
      `${owner}.${Buffer.alloc(32).toString('base64url')}.${mac}`,
      `${owner}.${secret}`,
      `${refreshToken}.`,
      'x'.repeat(1001),
      42,
      null,
      undefined,
    ]

    const codes = await refreshAll(
      forged.map((token) => ({ refreshToken: token })),
      client,
    )
    for (let count = 0; count < 5; count += 1)
      await Promise.all(Array.from({ length: 20 }, () => post('auth.refresh', { refreshToken: 'garbage' }, client)))

    expect(codes.slice(0, quota)).toEqual(Array(quota).fill('invalid_token'))
    expect(codes.slice(quota)).toEqual(Array(forged.length - quota).fill('rate_limited'))
    expect(await refreshAll([{ refreshToken }], client)).toEqual(['ok'])
    expect(await refreshAll([{ refreshToken: 'garbage' }], newClient())).toEqual(['invalid_token'])
  })

  it('P18: counts the cookie of a session, but not for a page that may not use it', async () => {
    const client = newClient()
    const { name, value } = onlyCookie(await signUp({ ...client, 'sec-fetch-site': 'same-origin' }, 'cookie'))
    const cookie = { ...client, cookie: `${name}=${value}` }

    const foreign = await refreshAll(Array(quota + 1).fill({}), { ...cookie, origin: 'https://evil.example' })
    const own = await refreshAll([{}], { ...cookie, 'sec-fetch-site': 'same-origin' })

    expect(foreign).toEqual([...Array(quota).fill('forbidden'), 'rate_limited'])
    expect(own).toEqual(['ok'])
  })

  it('does not count refreshes as sign-ins', async () => {
    const client = newClient()
    await refreshAll(Array(quota + 1).fill({ refreshToken: 'garbage' }), client)

    expect(((await signUp(client)).value as SignedIn).token).toEqual(expect.any(String))
  })
})

it('the headers state the limit of the session, or of the address for an invalid token', async () => {
  const client = newClient()
  const { refreshToken } = await server.by('rest').signUp()
  const refresh = (token: string, headers = {}) =>
    server.send('/api/auth/refresh', { method: 'POST', ...json({ refreshToken: token }, { ...client, ...headers }) })

  for (const remaining of [2, 1, 0]) {
    const { status, headers } = await refresh(refreshToken)
    expect(status).toBe(200)
    expect(headers.ratelimit).toMatch(new RegExp(`^"renewal";r=${remaining};t=\\d+$`))
    expect(headers['ratelimit-policy']).toBe('"renewal";q=3;w=60')
  }
  const refused = await refresh(refreshToken)
  expectProblem(refused, 'rate_limited')
  expect(refused.headers['retry-after']).toMatch(/^[1-9]\d?$/)
  expect((await refresh('garbage')).headers.ratelimit).toMatch(/^"renewal";r=2;t=\d+$/)
})

it('an invalid body counts by address', async () => {
  const client = newClient()
  const send = (body: string) =>
    server.send('/api/auth/refresh', {
      method: 'POST',
      body,
      headers: { ...client, 'content-type': 'application/json' },
    })

  for (let count = 0; count < quota; count += 1) expectProblem(await send('{'), 'invalid_json')
  expectProblem(await send('{'), 'rate_limited')
})
