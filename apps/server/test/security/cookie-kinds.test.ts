import { sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionCookie } from '../../src/http/token-cookie.js'
import {
  type CookieResponse,
  type HttpTransport,
  httpTransports,
  onlyCookie,
  postTo,
  tokenIn,
} from './cookie-responses.js'
import { newEmail, password } from './session-calls.js'

const page = 'https://app.example.com'
const custom = { 'x-requested-with': 'fetch' }
const fromPage = { origin: page, 'sec-fetch-site': 'cross-site' }

const acrossSites = { samesite: 'None', secure: true, partitioned: true }
/** `cookie-attributes.test.ts` has those of `strict` in production. */
const kinds = [
  ['strict', 'test', 'refresh', 'refresh-cross-site', { samesite: 'Strict' }],
  ['lax', 'test', 'refresh', 'refresh-cross-site', { samesite: 'Lax' }],
  ['cross-site', 'test', 'refresh-cross-site', 'refresh', acrossSites],
  ['cross-site', 'production', '__Host-refresh-cross-site', '__Host-refresh', acrossSites],
] as const

describe.each(kinds)('SESSION_COOKIE=%s, ENVIRONMENT=%s', (kind, environment, cookieName, earlierName, more) => {
  const attributes = { httponly: true, path: '/', expires: expect.any(String), ...more }
  let server: TestServer
  beforeAll(async () => {
    server = await start(kind, environment)
  })
  afterAll(() => server?.close())

  describe.each(httpTransports)('%s', (transport: HttpTransport) => {
    const post = postTo(() => server, transport)
    const signUp = () => post('auth.signup', { email: newEmail(), password, session: 'cookie' })

    it('S13: sets and removes both cookies with the same attributes', async () => {
      const signedUp = await signUp()
      const removed = onlyCookie(
        await post('auth.signout', undefined, { authorization: `Bearer ${tokenIn(signedUp)}` }),
      )

      expect(onlyCookie(signedUp)).toEqual({ name: cookieName, value: expect.stringMatching(/./), attributes })
      expect(ofDevice(signedUp)).toMatchObject({ name: cookieName.replace('refresh', 'device'), attributes })
      expect(removed).toEqual({ name: cookieName, value: '', attributes })
      expect(Date.parse(String(removed.attributes.expires))).toBeLessThan(Date.now())
    })

    it('S13: a navigation from another site cannot use the cookie', async () => {
      const cookie = cookieIn(await signUp())
      const navigations = [
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
        { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        {},
      ]

      for (const headers of navigations) {
        expect(await codeOf(post('auth.session', undefined, { cookie, ...headers }))).toBe('forbidden')
        expect(await codeOf(post('auth.refresh', {}, { cookie, ...headers }))).toBe('forbidden')
      }
      expect(await codeOf(post('auth.refresh', {}, { cookie, ...fromPage, ...custom }))).toBe('ok')
    })
  })

  it('S13: ignores the cookie of an earlier setting, and removes it', async () => {
    const post = postTo(() => server, 'REST')
    const account = { email: newEmail(), password, session: 'cookie' }
    const headers = { 'sec-fetch-site': 'same-origin', ...custom }
    const earlier = onlyCookie(await post('auth.signup', account)).value
    const cookie = `${earlierName}=${earlier}; ${earlierName.replace('refresh', 'device')}=x`

    const session = await post('auth.session', undefined, { cookie, ...headers })
    const { cookies, deviceCookies } = await post('auth.signin', account, { cookie, ...headers })
    const [kept = '', removed = ''] = cookies
    const both = await post('auth.session', undefined, { cookie: `${cookie}; ${kept.split(';')[0]}`, ...headers })

    expect(session.value).toEqual({ user: null })
    expect([cookies.length, deviceCookies.length]).toEqual([2, 2])
    expect(kept).toMatch(`${cookieName}=`)
    expect(removed).toMatch(new RegExp(`^${earlierName}=;.*Expires=Thu, 01 Jan 1970`))
    expect([kept, removed].map((text) => text.includes('Partitioned'))).toEqual(
      kind === 'cross-site' ? [true, false] : [false, true],
    )
    expect(both.value).toMatchObject({ user: { email: account.email } })
  })

  it('lets pages of an allowed origin send X-Requested-With, and no others', async () => {
    const preflight = async (origin: string) => {
      const { headers } = await sendTo(() => server)('/api/auth/session', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'x-requested-with',
        },
      })
      return [headers['access-control-allow-origin'], headers['access-control-allow-credentials']]
    }

    expect(await preflight(page)).toEqual([page, 'true'])
    expect((await preflight('https://evil.example'))[0]).toBeUndefined()
  })
})

describe('SESSION_COOKIE=cross-site', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await start('cross-site')
  })
  afterAll(() => server?.close())

  describe.each(httpTransports)('by %s', (transport: HttpTransport) => {
    const post = postTo(() => server, transport)
    const signUp = async () => cookieIn(await post('auth.signup', { email: newEmail(), password, session: 'cookie' }))

    it.each(['auth.session', 'auth.refresh'])(
      'S13: %s requires X-Requested-With, which the error names',
      async (name) => {
        const cookie = await signUp()
        const body = name === 'auth.refresh' ? {} : undefined

        for (const from of [fromPage, { 'sec-fetch-site': 'same-origin' }]) {
          for (const empty of [{}, { 'x-requested-with': '' }]) {
            const { problem, cookies } = await post(name, body, { cookie, ...from, ...empty })
            expect(problem).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('X-Requested-With') })
            expect(cookies).toEqual([])
          }
          expect(await codeOf(post(name, body, { cookie, ...from, 'x-requested-with': 'x' }))).toBe('ok')
        }
      },
    )

    it.each(['https://evil.example', 'null', `${page}:8443`])(
      'S13: refuses the cookie from %s, also with X-Requested-With',
      async (origin) => {
        const cookie = await signUp()
        const headers = { cookie, origin, 'sec-fetch-site': 'cross-site', ...custom }

        const refused = await post('auth.refresh', {}, headers)

        expect(refused.problem?.code).toBe('forbidden')
        expect(refused.problem?.detail).not.toContain('X-Requested-With')
        expect(await codeOf(post('auth.session', undefined, headers))).toBe('forbidden')
      },
    )

    it('accepts a token in the body without the header', async () => {
      const { value } = await post('auth.signup', { email: newEmail(), password })
      const { refreshToken } = value as { refreshToken: string }

      expect(await codeOf(post('auth.refresh', { refreshToken }, fromPage))).toBe('ok')
    })
  })
})

function start(kind: SessionCookie, environment = 'test'): Promise<TestServer> {
  return startTestServer({
    env: { ENVIRONMENT: environment, HOST: '127.0.0.1', SESSION_COOKIE: kind, CORS_ORIGINS: page },
  })
}

function cookieIn(response: CookieResponse): string {
  const { name, value } = onlyCookie(response)
  return `${name}=${value}`
}

function ofDevice({ deviceCookies, text }: CookieResponse) {
  return onlyCookie({ cookies: deviceCookies, text })
}

async function codeOf(response: Promise<CookieResponse>): Promise<string> {
  return (await response).problem?.code ?? 'ok'
}
