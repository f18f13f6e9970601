import { json, type RawResponse, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newEmail } from '../support/account-calls.js'

const password = 'a long password'
const wrongPassword = 'a wrong password'
const failureLimits = { perAccountAndAddress: 3, perAccount: 10, perAddress: 100, perKnownClient: 3 }

describe.each([
  ['REST', '/api/auth/'],
  ['tRPC', '/trpc/auth.'],
])('sign-in limits by client address, over %s', (_transport, base) => {
  let behindProxy: TestServer
  let direct: TestServer
  beforeAll(async () => {
    behindProxy = await startTestServer({ failureLimits, env: { TRUST_PROXY: '1' } })
    direct = await startTestServer({ failureLimits })
  })
  afterAll(async () => {
    await behindProxy?.close()
    await direct?.close()
  })

  const send = sendTo(() => behindProxy)

  function call(
    name: string,
    email: string,
    password: string,
    clientAddress?: string,
    server = behindProxy,
  ): Promise<RawResponse> {
    const forwarded = clientAddress === undefined ? {} : { 'x-forwarded-for': clientAddress }
    return send(`${base}${name}`, { method: 'POST', server, ...json({ email, password }, forwarded) })
  }

  async function signUp(): Promise<string> {
    const email = newEmail()
    expect((await call('signup', email, password)).status).toBeLessThan(300)
    return email
  }

  async function statuses(
    email: string,
    clientAddress: readonly (string | undefined)[],
    server = behindProxy,
  ): Promise<number[]> {
    const codes = []
    for (const one of clientAddress) codes.push((await call('signin', email, wrongPassword, one, server)).status)
    return codes
  }

  const limitedAfterThree = [401, 401, 401, 429, 429]

  it('P18: respond with 429 and Retry-After', async () => {
    const email = await signUp()
    await statuses(email, Array(3).fill('192.0.2.1'))

    const { status, headers, text } = await call('signin', email, wrongPassword, '192.0.2.1')

    expect(status).toBe(429)
    expect(text).toContain('"rate_limited"')
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(Number(headers['retry-after'])).toBeGreaterThan(800)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900)
  })

  it('P18: ignore X-Forwarded-For if no proxy is trusted', async () => {
    const email = newEmail()
    const forged = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '127.0.0.1', undefined]

    expect(await statuses(email, forged, direct)).toEqual(limitedAfterThree)
  })

  it('P18: ignore addresses before the one added by the trusted proxy', async () => {
    const email = await signUp()
    const forged = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '198.51.100.1, 192.0.2.4', '192.0.2.5']

    expect(
      await statuses(
        email,
        forged.map((one) => `${one}, 203.0.113.7`),
      ),
    ).toEqual(limitedAfterThree)
  })

  it('P18: count a /64 of IPv6 as one address', async () => {
    const email = await signUp()
    const near = ['1::1', '1:0:0:0:2', '1:ffff:ffff:ffff:ffff', '1::', '1:dead:beef::'].map(
      (end) => `2001:db8:7:${end}`,
    )

    expect(await statuses(email, near)).toEqual(limitedAfterThree)
    expect((await call('signin', email, password, '2001:db8:7:2::1')).status).toBe(200)
  })

  it('P18: of one address do not lock the account for other addresses', async () => {
    const email = await signUp()

    const attack = await statuses(email, Array(30).fill('192.0.2.1'))

    expect(attack.slice(0, 5)).toEqual(limitedAfterThree)
    expect(new Set(attack.slice(3))).toEqual(new Set([429]))
    expect((await call('signin', email, password, '198.51.100.1')).status).toBe(200)
    expect((await call('signin', email, password, '192.0.2.1')).status).toBe(429)
  })

  it('P18: count failures from different addresses for the account', async () => {
    const email = await signUp()
    const spread = Array.from({ length: 12 }, (_, index) => `192.0.2.${index}`)

    expect(await statuses(email, spread)).toEqual([...Array(10).fill(401), 429, 429])
  })

  it('P18: respond for an unknown account as for an existing one, byte for byte', async () => {
    const email = await signUp()
    await statuses(email, Array(3).fill('192.0.2.1'))
    await statuses('unknown@example.com', Array(3).fill('192.0.2.1'))

    const [known, unknown] = await Promise.all(
      [email, 'unknown@example.com'].map((one) => call('signin', one, wrongPassword, '192.0.2.1')),
    )

    const withoutRequestId = ({ text, headers }: RawResponse) => text.replaceAll(String(headers['x-request-id']), '')
    expect(known?.status).toBe(429)
    expect(known && withoutRequestId(known)).toBe(unknown && withoutRequestId(unknown))
  })
})
