import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlyCookie, postTo, tokenIn, type Wire, wires } from './cookie-wire.js'
import { password, someEmail } from './session-calls.js'

const day = 24 * 60 * 60 * 1000
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const places = [
  ['test', 'refresh', {}],
  ['production', '__Host-refresh', { secure: true }],
] as const

describe.each(places)('ENVIRONMENT=%s', (environment, cookieName, more) => {
  const attributes = { httponly: true, samesite: 'Strict', path: '/', expires: expect.any(String), ...more }
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer({ env: { ENVIRONMENT: environment, HOST: '127.0.0.1' } })
  })
  afterAll(() => server?.close())

  describe.each(wires)('%s', (wire: Wire) => {
    const post = postTo(() => server, wire)
    const signUp = () => post('auth.signup', { email: someEmail(), password, session: 'cookie' })
    const carrying = (value: string) => ({ cookie: `${cookieName}=${value}`, ...sameOrigin })

    it('S13: sends the refresh token only in an HttpOnly, SameSite=Strict cookie', async () => {
      const email = someEmail()
      const up = await post('auth.signup', { email, password, session: 'cookie' })
      const into = await post('auth.signin', { email, password, session: 'cookie' })

      for (const reply of [up, into]) {
        const cookie = onlyCookie(reply)
        expect(cookie).toEqual({ name: cookieName, value: expect.stringMatching(/^[\w.-]{100,}$/), attributes })
        expect(Buffer.byteLength(reply.cookies[0] ?? '')).toBeLessThanOrEqual(4096)
        expect(Date.parse(String(cookie.attributes.expires)) - Date.now()).toBeGreaterThan(89.9 * day)
        expect(Date.parse(String(cookie.attributes.expires)) - Date.now()).toBeLessThanOrEqual(90 * day)
        expect(reply.value).not.toHaveProperty('refreshToken')
        expect(reply.text).not.toContain(cookie.value)
      }
    })

    it('S13: sets no cookie for a token session', async () => {
      const email = someEmail()
      const up = await post('auth.signup', { email, password })
      const into = await post('auth.signin', { email, password, session: 'token' })

      for (const reply of [up, into]) {
        expect(reply.cookies).toEqual([])
        expect(reply.value).toHaveProperty('refreshToken')
      }
    })

    it('S13: a refresh by cookie replaces the cookie and returns no refresh token', async () => {
      const first = onlyCookie(await signUp())
      const reply = await post('auth.refresh', {}, carrying(first.value))
      const next = onlyCookie(reply)

      expect(reply.problem).toBeUndefined()
      expect(next).toEqual({ name: cookieName, value: expect.any(String), attributes })
      expect(next.value).not.toBe(first.value)
      expect(reply.value).not.toHaveProperty('refreshToken')
      expect(reply.text).not.toContain(next.value)
      expect(onlyCookie(await post('auth.refresh', {}, carrying(first.value))).value).toBe(next.value)
    })

    it("S13: a refresh with the cookie's token in the body returns no refresh token", async () => {
      const { value } = onlyCookie(await signUp())
      const reply = await post('auth.refresh', { refreshToken: value })

      expect(reply.value).not.toHaveProperty('refreshToken')
      expect(onlyCookie(reply).name).toBe(cookieName)
    })

    it('S13: a password change keeps the refresh token in a cookie', async () => {
      const up = await signUp()
      const change = { currentPassword: password, newPassword: `${password}-another` }
      const reply = await post('auth.changePassword', change, { authorization: `Bearer ${tokenIn(up)}` })

      expect(onlyCookie(reply)).toEqual({ name: cookieName, value: expect.any(String), attributes })
      expect(reply.value).not.toHaveProperty('refreshToken')
      expect((await post('auth.refresh', {}, carrying(onlyCookie(up).value))).problem?.code).toBe('invalid_token')
      expect((await post('auth.refresh', {}, carrying(onlyCookie(reply).value))).problem).toBeUndefined()
    })

    it('S13: does not accept a cookie of another name', async () => {
      const { value } = onlyCookie(await signUp())
      const others = ['refresh', '__Host-refresh', '__Secure-refresh', 'Refresh', '__host-refresh', 'token']

      for (const other of others.filter((one) => one !== cookieName)) {
        const reply = await post('auth.refresh', {}, { cookie: `${other}=${value}`, ...sameOrigin })
        expect(reply.problem?.code, other).toBe('invalid_token')
      }
    })

    it('S13: accepts the cookie for refreshes only', async () => {
      const { value } = onlyCookie(await signUp())
      for (const name of ['auth.me', 'auth.signout', 'auth.sessions.list']) {
        expect((await post(name, undefined, carrying(value))).problem?.code).toBe('unauthenticated')
      }
    })

    it('S14: a sign-out clears the cookie and ends its session', async () => {
      const up = await signUp()
      const reply = await post('auth.signout', undefined, { authorization: `Bearer ${tokenIn(up)}` })
      const { value, attributes: cleared } = onlyCookie(reply)

      expect(value).toBe('')
      expect(cleared).toEqual(attributes)
      expect(Date.parse(String(cleared.expires))).toBeLessThan(Date.now())
      expect((await post('auth.refresh', {}, carrying(onlyCookie(up).value))).problem?.code).toBe('invalid_token')
    })

    it('S14: a deletion of the account clears the cookie and ends its session', async () => {
      const up = await signUp()
      const reply = await post('auth.deleteMe', { password }, { authorization: `Bearer ${tokenIn(up)}` })

      expect(onlyCookie(reply)).toMatchObject({ name: cookieName, value: '', attributes })
      expect((await post('auth.refresh', {}, carrying(onlyCookie(up).value))).problem?.code).toBe('invalid_token')
    })

    it('S14: a refused sign-out or deletion keeps the cookie', async () => {
      const up = await signUp()
      const bearer = { authorization: `Bearer ${tokenIn(up)}` }

      expect((await post('auth.signout', undefined, { authorization: 'Bearer not.a.token' })).cookies).toEqual([])
      expect((await post('auth.deleteMe', { password: 'Test123?' }, bearer)).cookies).toEqual([])
      expect((await post('auth.refresh', {}, carrying(onlyCookie(up).value))).problem).toBeUndefined()
    })
  })
})
