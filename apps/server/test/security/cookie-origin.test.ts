import { sessions } from '@taskpact/db'
import { sendTo } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpTransport, httpTransports, onlyCookie, postTo } from './cookie-responses.js'
import { newEmail, type OpenServer, openServer, operationNamed, password } from './session-calls.js'

const page = 'https://app.example.com'
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ env: { CORS_ORIGINS: `http://localhost:3000, ${page}` } })
})
afterAll(() => server?.close())

const allowed: Readonly<Record<string, Record<string, string>>> = {
  'a page of the same origin': { 'sec-fetch-site': 'same-origin' },
  'an allowed origin': { origin: page },
  'an allowed origin of another site': { origin: page, 'sec-fetch-site': 'cross-site' },
  'another allowed origin': { origin: 'http://localhost:3000' },
}

const refused: Readonly<Record<string, Record<string, string>>> = {
  'a request without Origin and Sec-Fetch-Site': {},
  'another origin': { origin: 'https://evil.example' },
  'another origin with Sec-Fetch-Site: cross-site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'another origin of the same site': { 'sec-fetch-site': 'same-site' },
  'a navigation without initiator': { 'sec-fetch-site': 'none' },
  'the origin null': { origin: 'null' },
  'an empty origin': { origin: '' },
  'a host with the same prefix': { origin: `${page}.evil.example` },
  'a host with the same suffix': { origin: 'https://evil-app.example.com' },
  'a subdomain': { origin: 'https://x.app.example.com' },
  'another scheme': { origin: 'http://app.example.com' },
  'another port': { origin: `${page}:8443` },
  'an origin with a path': { origin: `${page}/` },
  'two origins': { origin: `${page}, https://evil.example` },
  'another origin with an allowed Host': { origin: 'https://evil.example', host: 'app.example.com' },
  'a request with only Referer': { referer: `${page}/` },
}

describe.each(httpTransports)('%s', (transport: HttpTransport) => {
  const post = postTo(() => server, transport)
  const signUp = async () => {
    const response = await post('auth.signup', { email: newEmail(), password, session: 'cookie' })
    const { id } = (response.value as { user: { id: string } }).user
    return { id, cookie: `refresh=${onlyCookie(response).value}` }
  }

  it.each(Object.entries(allowed))('S13: the cookie is accepted from %s', async (_who, headers) => {
    const { cookie } = await signUp()

    const response = await post('auth.refresh', {}, { cookie, ...headers })

    expect(response.problem).toBeUndefined()
    expect(onlyCookie(response).name).toBe('refresh')
  })

  it.each(Object.entries(refused))('S13: the cookie is refused from %s', async (_who, headers) => {
    const { id, cookie } = await signUp()
    const rows = () => server.db.select().from(sessions).where(eq(sessions.userId, id))
    const before = await rows()

    const response = await post('auth.refresh', {}, { cookie, ...headers })

    expect(response.problem?.code).toBe('forbidden')
    expect(response.status).toBe(403)
    expect(response.cookies).toEqual([])
    expect(await rows()).toEqual(before)
    expect((await post('auth.refresh', {}, { cookie, origin: page })).problem).toBeUndefined()
  })

  it('S13: a refresh without a cookie is not refused for its origin', async () => {
    expect((await post('auth.refresh', {}, { origin: 'https://evil.example' })).problem?.code).toBe('invalid_token')
  })

  it('S13: a token in the body is accepted from any origin', async () => {
    const { value } = await post('auth.signup', { email: newEmail(), password })
    const { refreshToken } = value as { refreshToken: string }

    expect((await post('auth.refresh', { refreshToken }, { origin: 'https://evil.example' })).problem).toBeUndefined()
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'S13: a cross-origin form cannot sign a browser in: %s',
    async (type) => {
      const email = newEmail()
      await post('auth.signup', { email, password })
      const path = transport === 'REST' ? operationNamed('auth.signin').route.path : '/trpc/auth.signin'
      const signIn = await sendTo(() => server)(path, {
        method: 'POST',
        headers: { 'content-type': type, origin: 'https://evil.example' },
        body: JSON.stringify({ email, password, session: 'cookie' }),
      })

      expect(signIn.status).toBe(415)
      expect(signIn.headers['set-cookie']).toBeUndefined()
    },
  )

  it('S11: a sign-up or sign-in does not continue the session of a cookie that was sent (session fixation)', async () => {
    const planted = await signUp()
    const email = newEmail()
    const headers = { cookie: planted.cookie, 'sec-fetch-site': 'same-origin' }

    const signedUp = await post('auth.signup', { email, password, session: 'cookie' }, headers)
    const signedIn = await post('auth.signin', { email, password, session: 'cookie' }, headers)

    const values = [signedUp, signedIn].map((response) => `refresh=${onlyCookie(response).value}`)
    expect(new Set([planted.cookie, ...values]).size).toBe(3)
    expect(await server.db.$count(sessions, eq(sessions.userId, planted.id))).toBe(1)
  })

  it('S2: reusing a rotated cookie ends the session', async () => {
    const { cookie } = await signUp()
    const headers = { 'sec-fetch-site': 'same-origin' }
    const next = `refresh=${onlyCookie(await post('auth.refresh', {}, { cookie, ...headers })).value}`
    const last = `refresh=${onlyCookie(await post('auth.refresh', {}, { cookie: next, ...headers })).value}`

    expect((await post('auth.refresh', {}, { cookie, ...headers })).problem?.code).toBe('invalid_token')
    expect((await post('auth.refresh', {}, { cookie: last, ...headers })).problem?.code).toBe('invalid_token')
  })
})
