import type { SignedIn } from '@taskpact/contract'
import { startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpTransports, onlyCookie, postTo } from './cookie-responses.js'
import { enableFactor, type FactorUser, signUpWithFactor } from './second-factor-calls.js'

const password = testPassword
const day = 24 * 60 * 60_000
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const clock = { now: Date.now() }
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(clock.now) })
})
afterAll(() => server?.close())

describe.each(httpTransports)('remembered device over %s', (transport) => {
  const post = postTo(() => server, transport)

  async function signInWithCode(user: FactorUser, more: object = {}, headers: Record<string, string> = {}) {
    const { problem } = await post('auth.signin', { email: user.email, password })
    return post('auth.signInWithCode', { ticket: problem?.ticket, code: user.nextCode(), ...more }, headers)
  }
  async function remember(user: FactorUser): Promise<string> {
    return String(((await signInWithCode(user, { rememberDevice: true })).value as SignedIn).deviceToken)
  }
  const signIn = (email: string, deviceToken?: string, current = password) =>
    post('auth.signin', { email, password: current, deviceToken })
  const codeOf = async (...input: Parameters<typeof signIn>) => (await signIn(...input)).problem?.code

  it('F7: needs no second factor for 30 days, which sign-ins do not extend', async () => {
    const ada = await signUpWithFactor(server, clock)
    const token = await remember(ada)
    clock.now += 20 * day
    const again = (await signIn(ada.email, token)).value as SignedIn
    clock.now += 9.9 * day
    const last = (await signIn(ada.email, again.deviceToken)).value as SignedIn
    clock.now += 0.2 * day

    expect(last).toMatchObject({ token: expect.any(String) })
    for (const deviceToken of [token, again.deviceToken, last.deviceToken, undefined])
      expect(await codeOf(ada.email, deviceToken)).toBe('second_factor_required')
  })

  it('F7: is remembered only if the user asks for it', async () => {
    const ada = await signUpWithFactor(server, clock)
    const { deviceToken } = (await signInWithCode(ada)).value as SignedIn

    expect(deviceToken).toEqual(expect.any(String))
    expect(await codeOf(ada.email, deviceToken)).toBe('second_factor_required')
  })

  it('F7: still needs the password, and does not confirm the session', async () => {
    const ada = await signUpWithFactor(server, clock)
    const token = await remember(ada)
    const session = (await signIn(ada.email, token)).value as SignedIn

    expect(await codeOf(ada.email, token, 'not it, not it')).toBe('invalid_credentials')
    const disabled = await post('auth.secondFactor.disable', { password }, { authorization: `Bearer ${session.token}` })
    expect(disabled.problem?.code).toBe('step_up_required')
  })

  it('F7: is one of one user', async () => {
    const ada = await signUpWithFactor(server, clock)
    const eve = await signUpWithFactor(server, clock)

    expect(await codeOf(eve.email, await remember(ada))).toBe('second_factor_required')
  })

  it('F7: is forgotten at the request of the user, and stays a device that has signed in before', async () => {
    const ada = await signUpWithFactor(server, clock)
    const token = await remember(ada)
    const forgotten = await post(
      'auth.secondFactor.forgetDevices',
      {},
      { authorization: `Bearer ${((await signInWithCode(ada)).value as SignedIn).token}` },
    )

    expect(forgotten.problem).toBeUndefined()
    expect(await codeOf(ada.email, token)).toBe('second_factor_required')
    expect(await codeOf(ada.email, await remember(ada))).toBeUndefined()
  })

  it('F7: is forgotten when the second factor is disabled or enabled, or the password changes', async () => {
    const ada = await signUpWithFactor(server, clock)
    const first = await remember(ada)
    const session = await post('auth.signInWithCode', {
      ticket: (await post('auth.signin', { email: ada.email, password })).problem?.ticket,
      code: ada.nextCode(),
    })
    const { token } = session.value as SignedIn
    await post('auth.secondFactor.disable', {}, { authorization: `Bearer ${token}` })
    const again = await enableFactor({ ...ada, ...server.by('in-process'), ...callsWith(token) }, clock)
    expect(await codeOf(ada.email, first)).toBe('second_factor_required')

    const second = await remember(again)
    expect(await codeOf(ada.email, second)).toBeUndefined()
    const changed = await post(
      'auth.changePassword',
      { newPassword: 'another password' },
      { authorization: `Bearer ${token}` },
    )
    const { deviceToken } = changed.value as SignedIn
    expect(await codeOf(ada.email, second, 'another password')).toBe('second_factor_required')
    expect(await codeOf(ada.email, deviceToken, 'another password')).toBe('second_factor_required')
  })

  it('F7: is named by the cookie of the device, for sign-ins of an allowed origin', async () => {
    const ada = await signUpWithFactor(server, clock)
    const signedIn = await signInWithCode(ada, { rememberDevice: true, session: 'cookie' }, sameOrigin)
    const cookie = onlyCookie({ cookies: signedIn.deviceCookies, text: signedIn.text })
    const headers = { cookie: `${cookie.name}=${cookie.value}` }
    const signInBy = async (more: Record<string, string>) =>
      (await post('auth.signin', { email: ada.email, password, session: 'cookie' }, { ...headers, ...more })).problem
        ?.code

    expect(signedIn.text).not.toContain(cookie.value)
    expect(signedIn.cookies).toHaveLength(1)
    expect(await signInBy(sameOrigin)).toBeUndefined()
    expect(await signInBy({ origin: 'https://evil.example' })).toBe('second_factor_required')
  })

  function callsWith(token: string) {
    const { call, value } = server.by('in-process')
    return {
      call: (name: string, input?: Record<string, unknown>) => call(name, input, token),
      value: <T>(name: string, input?: Record<string, unknown>) => value<T>(name, input, token),
    }
  }
})
