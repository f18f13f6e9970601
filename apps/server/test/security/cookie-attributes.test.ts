import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpTransport, httpTransports, onlyCookie, postTo, tokenIn } from './cookie-responses.js'
import { newEmail, password } from './session-calls.js'

const day = 24 * 60 * 60 * 1000
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const environments = [
  ['test', 'refresh', {}],
  ['production', '__Host-refresh', { secure: true }],
] as const

describe.each(environments)('ENVIRONMENT=%s', (environment, cookieName, more) => {
  const attributes = { httponly: true, samesite: 'Strict', path: '/', expires: expect.any(String), ...more }
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer({ env: { ENVIRONMENT: environment, HOST: '127.0.0.1' } })
  })
  afterAll(() => server?.close())

  describe.each(httpTransports)('%s', (transport: HttpTransport) => {
    const post = postTo(() => server, transport)
    const signUp = () => post('auth.signup', { email: newEmail(), password, session: 'cookie' })
    const cookieHeaders = (value: string) => ({ cookie: `${cookieName}=${value}`, ...sameOrigin })

    it('S13: sends the refresh token only in an HttpOnly, SameSite=Strict cookie', async () => {
      const email = newEmail()
      const signedUp = await post('auth.signup', { email, password, session: 'cookie' })
      const signedIn = await post('auth.signin', { email, password, session: 'cookie' })

      for (const response of [signedUp, signedIn]) {
        const cookie = onlyCookie(response)
        expect(cookie).toEqual({ name: cookieName, value: expect.stringMatching(/^[\w.-]{100,}$/), attributes })
        expect(Buffer.byteLength(response.cookies[0] ?? '')).toBeLessThanOrEqual(4096)
        expect(Date.parse(String(cookie.attributes.expires)) - Date.now()).toBeGreaterThan(89.9 * day)
        expect(Date.parse(String(cookie.attributes.expires)) - Date.now()).toBeLessThanOrEqual(90 * day)
        expect(response.value).not.toHaveProperty('refreshToken')
        expect(response.text).not.toContain(cookie.value)
      }
    })

    it('S13: sets no cookie for a token session', async () => {
      const email = newEmail()
      const signedUp = await post('auth.signup', { email, password })
      const signedIn = await post('auth.signin', { email, password, session: 'token' })

      for (const response of [signedUp, signedIn]) {
        expect(response.cookies).toEqual([])
        expect(response.value).toHaveProperty('refreshToken')
      }
    })

    it('S13: a refresh by cookie replaces the cookie and returns no refresh token', async () => {
      const first = onlyCookie(await signUp())
      const response = await post('auth.refresh', {}, cookieHeaders(first.value))
      const next = onlyCookie(response)

      expect(response.problem).toBeUndefined()
      expect(next).toEqual({ name: cookieName, value: expect.any(String), attributes })
      expect(next.value).not.toBe(first.value)
      expect(response.value).not.toHaveProperty('refreshToken')
      expect(response.text).not.toContain(next.value)
      expect(onlyCookie(await post('auth.refresh', {}, cookieHeaders(first.value))).value).toBe(next.value)
    })

    it("S13: a refresh with the cookie's token in the body returns no refresh token", async () => {
      const { value } = onlyCookie(await signUp())
      const response = await post('auth.refresh', { refreshToken: value })

      expect(response.value).not.toHaveProperty('refreshToken')
      expect(onlyCookie(response).name).toBe(cookieName)
    })

    it('S13: a password change keeps the refresh token in a cookie', async () => {
      const signedUp = await signUp()
      const change = { currentPassword: password, newPassword: `${password}-another` }
      const response = await post('auth.changePassword', change, { authorization: `Bearer ${tokenIn(signedUp)}` })

      expect(onlyCookie(response)).toEqual({ name: cookieName, value: expect.any(String), attributes })
      expect(response.value).not.toHaveProperty('refreshToken')
      expect((await post('auth.refresh', {}, cookieHeaders(onlyCookie(signedUp).value))).problem?.code).toBe(
        'invalid_token',
      )
      expect((await post('auth.refresh', {}, cookieHeaders(onlyCookie(response).value))).problem).toBeUndefined()
    })

    it('S13: does not accept a cookie of another name', async () => {
      const { value } = onlyCookie(await signUp())
      const others = ['refresh', '__Host-refresh', '__Secure-refresh', 'Refresh', '__host-refresh', 'token']

      for (const other of others.filter((one) => one !== cookieName)) {
        const response = await post('auth.refresh', {}, { cookie: `${other}=${value}`, ...sameOrigin })
        expect(response.problem?.code, other).toBe('invalid_token')
      }
    })

    it('S13: accepts the cookie for refreshes only', async () => {
      const { value } = onlyCookie(await signUp())
      for (const name of ['auth.me', 'auth.signout', 'auth.sessions.list']) {
        expect((await post(name, undefined, cookieHeaders(value))).problem?.code).toBe('unauthenticated')
      }
    })

    it('S14: a sign-out clears the cookie and ends its session', async () => {
      const signedUp = await signUp()
      const response = await post('auth.signout', undefined, { authorization: `Bearer ${tokenIn(signedUp)}` })
      const { value, attributes: cleared } = onlyCookie(response)

      expect(value).toBe('')
      expect(cleared).toEqual(attributes)
      expect(Date.parse(String(cleared.expires))).toBeLessThan(Date.now())
      expect((await post('auth.refresh', {}, cookieHeaders(onlyCookie(signedUp).value))).problem?.code).toBe(
        'invalid_token',
      )
    })

    it('S14: a deletion of the account clears the cookie and ends its session', async () => {
      const signedUp = await signUp()
      const response = await post('auth.deleteMe', { password }, { authorization: `Bearer ${tokenIn(signedUp)}` })

      expect(onlyCookie(response)).toMatchObject({ name: cookieName, value: '', attributes })
      expect((await post('auth.refresh', {}, cookieHeaders(onlyCookie(signedUp).value))).problem?.code).toBe(
        'invalid_token',
      )
    })

    it('S14: a refused sign-out or deletion keeps the cookie', async () => {
      const signedUp = await signUp()
      const bearer = { authorization: `Bearer ${tokenIn(signedUp)}` }

      expect((await post('auth.signout', undefined, { authorization: 'Bearer not.a.token' })).cookies).toEqual([])
      expect((await post('auth.deleteMe', { password: 'Test123?' }, bearer)).cookies).toEqual([])
      expect((await post('auth.refresh', {}, cookieHeaders(onlyCookie(signedUp).value))).problem).toBeUndefined()
    })
  })
})
