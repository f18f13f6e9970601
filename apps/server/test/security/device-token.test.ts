import type { SignedIn } from '@taskpact/contract'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { httpTransports, onlyCookie, postTo, tokenIn } from './cookie-responses.js'
import { newEmail, password } from './session-calls.js'

const day = 24 * 60 * 60 * 1000
const wrongPassword = 'a wrong password'
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const failureLimits = { perAccountAndAddress: 5, perAccount: 20, perAddress: 100, perKnownClient: 10 }
const recorder = recordStatements()

let time = Date.now()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    failureLimits,
    env: { TRUST_PROXY: '1' },
    now: () => new Date(time),
    onQuery: recorder.onQuery,
  })
})
afterAll(() => server?.close())

let network = 0
/** Returns the header that a proxy adds for a client of an address that no other call returns. */
function newAddress() {
  network += 1
  return { 'x-forwarded-for': `192.0.${Math.floor(network / 250)}.${network % 250}` }
}

describe.each(httpTransports)('device token over %s', (transport) => {
  const post = postTo(() => server, transport)

  /** Locks an account as strangers do: with wrong passwords from several addresses. */
  async function lock(email: string, current = password): Promise<void> {
    const { perAccount, perAccountAndAddress } = failureLimits
    for (let failures = 0; failures < perAccount; failures += perAccountAndAddress) {
      const address = newAddress()
      await Promise.all(
        Array.from({ length: perAccountAndAddress }, () =>
          post('auth.signin', { email, password: wrongPassword }, address),
        ),
      )
    }
    expect((await post('auth.signin', { email, password: current }, newAddress())).problem?.code).toBe('rate_limited')
  }

  async function signUp() {
    const email = newEmail()
    const value = (await post('auth.signup', { email, password }, newAddress())).value as SignedIn
    return { email, ...value }
  }

  const codeOf = async (body: unknown, headers: Record<string, string> = newAddress()) =>
    (await post('auth.signin', body, headers)).problem?.code

  it('P18: lets the owner sign in while strangers have locked the account', async () => {
    const { email, deviceToken } = await signUp()
    await lock(email)

    const { value } = await post('auth.signin', { email, password, deviceToken }, newAddress())

    expect(value).toMatchObject({ token: expect.any(String), deviceToken: expect.any(String) })
    expect(await codeOf({ email, password, deviceToken: (value as SignedIn).deviceToken })).toBeUndefined()
  })

  it('P18: lets a browser sign in by its cookie, also after a sign-out', async () => {
    const email = newEmail()
    const signedUp = await post(
      'auth.signup',
      { email, password, session: 'cookie' },
      { ...newAddress(), ...sameOrigin },
    )
    const cookie = onlyCookie({ cookies: signedUp.deviceCookies, text: signedUp.text })
    const signedOut = await post('auth.signout', undefined, { authorization: `Bearer ${tokenIn(signedUp)}` })
    await lock(email)

    const headers = { cookie: `${cookie.name}=${cookie.value}` }
    const body = { email, password, session: 'cookie' }

    expect(signedUp.value).not.toHaveProperty('deviceToken')
    expect(signedUp.text).not.toContain(cookie.value)
    expect(cookie.attributes).toEqual({ httponly: true, samesite: 'Strict', path: '/', expires: expect.any(String) })
    expect(Date.parse(String(cookie.attributes.expires)) - time).toBeGreaterThan(364 * day)
    expect(signedOut.deviceCookies).toEqual([])
    expect(await codeOf(body, { ...newAddress(), ...headers, ...sameOrigin })).toBeUndefined()
    expect(await codeOf(body, { ...newAddress(), ...headers, origin: 'https://evil.example' })).toBe('rate_limited')
    expect(await codeOf(body, { ...newAddress(), ...headers })).toBe('rate_limited')
  })

  it('P18: allows ten wrong passwords from one device, whatever its address', async () => {
    const { email, deviceToken } = await signUp()
    const codes = []
    for (let attempt = 0; attempt < 11; attempt += 1)
      codes.push(await codeOf({ email, password: wrongPassword, deviceToken }))

    expect(codes).toEqual([...Array(10).fill('invalid_credentials'), 'rate_limited'])
    expect(await codeOf({ email, password, deviceToken })).toBe('rate_limited')
    expect(await codeOf({ email, password })).toBeUndefined()
  })

  it('P18: ignores the token of another account, a forged one, and one that has expired', async () => {
    const ada = await signUp()
    const eve = await signUp()
    await lock(ada.email)
    const { email, deviceToken = '' } = ada

    for (const other of [eve.deviceToken, 'garbage', `${deviceToken}A`, deviceToken.slice(0, -1), ada.token, ''])
      expect(await codeOf({ email, password, deviceToken: other }), other).toBe('rate_limited')
    time += 365 * day
    expect(await codeOf({ email, password, deviceToken })).toBe('rate_limited')
    time -= 365 * day
    expect(await codeOf({ email, password, deviceToken })).toBeUndefined()
  })

  it('P18: a password change ends all tokens and returns a new one', async () => {
    const { email, deviceToken, token } = await signUp()
    const change = { currentPassword: password, newPassword: `${password}-another` }
    const changed = (await post('auth.changePassword', change, { authorization: `Bearer ${token}` })).value as SignedIn
    await lock(email, change.newPassword)

    expect(await codeOf({ email, password: change.newPassword, deviceToken })).toBe('rate_limited')
    expect(await codeOf({ email, password: change.newPassword, deviceToken: changed.deviceToken })).toBeUndefined()
  })

  it('P18: strangers cannot keep the owner from changing the password and deleting the account', async () => {
    const { email, token } = await signUp()
    await lock(email)
    const change = { currentPassword: password, newPassword: `${password}-another` }

    const changed = await post('auth.changePassword', change, { authorization: `Bearer ${token}`, ...newAddress() })
    const bearer = { authorization: `Bearer ${tokenIn(changed)}`, ...newAddress() }
    const deleted = await post('auth.deleteMe', { password: change.newPassword }, bearer)

    expect([changed.problem, deleted.problem]).toEqual([undefined, undefined])
  })

  it('grants nothing else', async () => {
    const { email, deviceToken = '' } = await signUp()

    const bearer = await post('auth.me', undefined, { authorization: `Bearer ${deviceToken}` })
    expect(bearer.problem?.code).toBe('invalid_token')
    expect((await post('auth.refresh', { refreshToken: deviceToken })).problem?.code).toBe('invalid_token')
    expect(await codeOf({ email, password: wrongPassword, deviceToken })).toBe('invalid_credentials')
  })
})

it('a sign-in with a device token runs the same statements as one without', async () => {
  const { call, value } = server.by('in-process')
  const email = newEmail()
  const { deviceToken } = await value<SignedIn>('auth.signup', { email, password })
  const statementsOf = async (input: Record<string, unknown>) =>
    (await recorder.during(async () => expect(await call('auth.signin', input)).toMatchObject({ ok: true }))).map(
      ({ text }) => text,
    )

  const plain = await statementsOf({ email, password })

  expect(plain.filter((text) => !/^(begin|commit)/i.test(text))).toHaveLength(7)
  expect(await statementsOf({ email, password, deviceToken })).toEqual(plain)
})
