import type { User } from '@taskpact/contract'
import { sessions } from '@taskpact/db'
import { sendTo } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { type HttpTransport, httpTransports, onlyCookie, postTo } from './cookie-responses.js'
import { newEmail, type OpenServer, openServer, password } from './session-calls.js'

const page = 'https://app.example.com'
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const day = 24 * 60 * 60 * 1000
let time = Date.parse('2026-03-01T09:30:00.000Z')
const recorder = recordStatements()
let server: OpenServer

beforeAll(async () => {
  server = await openServer({
    env: { CORS_ORIGINS: page, RATE_LIMIT_CREDENTIALS: '100', RATE_LIMIT_READ: '100' },
    now: () => new Date(time),
    onQuery: recorder.onQuery,
  })
})
afterAll(() => server?.close())

describe.each(httpTransports)('auth.session by %s', (transport: HttpTransport) => {
  const call = postTo(() => server, transport)
  const signUp = async () => {
    const response = await call('auth.signup', { email: newEmail(), password, session: 'cookie' })
    return { user: (response.value as { user: User }).user, cookie: `refresh=${onlyCookie(response).value}` }
  }
  const refresh = async (cookie: string) =>
    `refresh=${onlyCookie(await call('auth.refresh', {}, { cookie, ...sameOrigin })).value}`
  const sessionOf = async (cookie?: string, headers: Record<string, string> = sameOrigin) => {
    const { value, status, cookies, problem } = await call('auth.session', undefined, {
      ...(cookie !== undefined && { cookie }),
      ...headers,
    })
    expect(cookies).toEqual([])
    return problem?.code ?? [status, (value as { user: unknown }).user]
  }

  it('returns the user of the cookie, and changes nothing', async () => {
    const { user, cookie } = await signUp()
    const rows = () => server.db.select().from(sessions).where(eq(sessions.userId, user.id))
    const before = await rows()

    expect(await sessionOf(cookie)).toEqual([200, user])
    expect(await sessionOf(cookie)).toEqual([200, user])

    expect(await rows()).toEqual(before)
    await refresh(cookie)
  })

  it('takes one statement, and none without an authentic cookie', async () => {
    const { cookie } = await signUp()
    const statementsOf = async (sent?: string) => (await recorder.during(() => sessionOf(sent))).length

    expect(await statementsOf(cookie)).toBe(1)
    expect(await statementsOf()).toBe(0)
    expect(await statementsOf(`${cookie}x`)).toBe(0)
  })

  it('returns null without a cookie, for one of another server and for other text', async () => {
    const { cookie } = await signUp()

    expect(await sessionOf()).toEqual([200, null])
    expect(await sessionOf(`${cookie}x`)).toEqual([200, null])
    expect(await sessionOf('refresh=')).toEqual([200, null])
    expect(await sessionOf('refresh=a.b.c')).toEqual([200, null])
  })

  it('returns the user for a replaced token that can be retried, and null later, without ending the session', async () => {
    const { user, cookie } = await signUp()
    const next = await refresh(cookie)
    expect(await sessionOf(cookie)).toEqual([200, user])
    const last = await refresh(next)

    expect(await sessionOf(cookie)).toEqual([200, null])
    expect(await sessionOf(last)).toEqual([200, user])
  })

  it('returns null after the session has ended or expired', async () => {
    const ended = await signUp()
    const { token } = (await call('auth.refresh', {}, { cookie: ended.cookie, ...sameOrigin })).value as {
      token: string
    }
    await call('auth.signout', undefined, { authorization: `Bearer ${token}` })
    expect(await sessionOf(ended.cookie)).toEqual([200, null])

    const { cookie } = await signUp()
    time += 30 * day
    expect(await sessionOf(cookie)).toEqual([200, null])
  })

  it.each(['https://evil.example', 'null'])('refuses the cookie from the origin %s', async (origin) => {
    const { cookie } = await signUp()

    expect(await sessionOf(cookie, { origin })).toBe('forbidden')
    expect(await sessionOf(cookie, { origin, 'x-requested-with': 'fetch' })).toBe('forbidden')
    expect(await sessionOf(cookie, {})).toBe('forbidden')
    expect(await sessionOf(cookie, { 'sec-fetch-site': 'same-site', 'x-requested-with': 'fetch' })).toBe('forbidden')
    expect(await sessionOf(undefined, { origin })).toEqual([200, null])
  })

  it('accepts the cookie from an allowed origin, and without TLS from the same one', async () => {
    const { user, cookie } = await signUp()

    expect(await sessionOf(cookie, { origin: page, 'sec-fetch-site': 'cross-site' })).toEqual([200, user])
    expect(await sessionOf(cookie, { 'x-requested-with': 'fetch' })).toEqual([200, user])
  })
})

describe('auth.session', () => {
  const send = sendTo(() => server)
  const signUp = async () => {
    const response = await postTo(() => server, 'REST')('auth.signup', {
      email: newEmail(),
      password,
      session: 'cookie',
    })
    return { user: (response.value as { user: User }).user, cookie: `refresh=${onlyCookie(response).value}` }
  }

  it('returns the user to each call of a tRPC batch, and sets no cookie', async () => {
    const { user, cookie } = await signUp()

    const { body, headers } = await send('/trpc/auth.session,auth.session?batch=1', {
      headers: { cookie, ...sameOrigin },
    })

    expect(body).toEqual([{ result: { data: { user } } }, { result: { data: { user } } }])
    expect(headers['set-cookie']).toBeUndefined()
  })

  it('is not stored by caches, and counts as a read', async () => {
    const { cookie } = await signUp()

    for (const headers of [{}, { cookie, ...sameOrigin }]) {
      const response = await send('/api/auth/session', { headers })
      expect(response.headers['cache-control']).toBe('no-store')
      expect(response.headers.etag).toBeUndefined()
      expect(response.headers['ratelimit-policy']).toBe('"read";q=100;w=60')
    }
  })
})
