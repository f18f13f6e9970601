import { sessions } from '@taskpact/db'
import { sendTo } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectActive,
  expectEnded,
  type OpenServer,
  openServer,
  sessionIds,
  type TokenSession,
  use,
} from './session-calls.js'

const second = 1000
let time = Date.parse('2026-03-01T09:30:00.000Z')
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ now: () => new Date(time) })
})
afterAll(() => server?.close())

const transport = 'in-process'

describe(transport, () => {
  let calls: Calls
  let first: TokenSession

  beforeEach(async () => {
    calls = server.by(transport)
    first = await calls.signUp()
  })

  it('S1: a refresh returns new tokens of the same session, and the old token is refused later', async () => {
    const [id] = await sessionIds(calls, first.token)
    const next = await calls.refresh(first.refreshToken)

    expect(next.refreshToken).not.toBe(first.refreshToken)
    expect(next.user).toEqual(first.user)
    expect(await sessionIds(calls, next.token)).toEqual([id])
    await use(server, calls, next)
    time += 11 * second
    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
  })

  it('S1: an access token issued before a refresh is valid until it expires', async () => {
    const next = await calls.refresh(first.refreshToken)

    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ ok: true })
    time = Date.parse(first.expiresAt) - second
    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ ok: true })
    time = Date.parse(first.expiresAt)
    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ code: 'token_expired' })
    await expectActive(calls, await calls.refresh(next.refreshToken))
  })

  it('S2: reusing a refresh token after its successor was used ends the session, and no other', async () => {
    const elsewhere = await calls.signIn(first.user.email)
    const otherUser = await calls.signUp()
    const r1 = await calls.refresh(first.refreshToken)
    time += 60 * second
    const r2 = await calls.refresh(r1.refreshToken)
    await use(server, calls, r2)
    time += 60 * second

    expect(await calls.call('auth.refresh', { refreshToken: r1.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    for (const session of [first, r1, r2]) await expectEnded(calls, session)
    expect(await sessionIds(calls, elsewhere.token)).toHaveLength(1)
    await expectActive(calls, elsewhere)
    await expectActive(calls, otherUser)
  })

  it('S2: reusing the first of many refresh tokens ends the session', async () => {
    let last = first
    for (let round = 0; round < 5; round += 1) {
      time += 60 * second
      last = await calls.refresh(last.refreshToken)
    }

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, last)
  })

  it('S3: two tabs that refresh with the same token get the same successor', async () => {
    const one = await calls.refresh(first.refreshToken)
    time += 9 * second
    const other = await calls.refresh(first.refreshToken)

    expect(other.refreshToken).toBe(one.refreshToken)
    expect(await sessionIds(calls, other.token)).toHaveLength(1)
    for (const { token } of [one, other]) expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
    await expectActive(calls, other)
  })

  it.each([
    ['can be retried for ten seconds', 10_000, true],
    ['ends the session a millisecond later', 10_001, false],
  ])('S3: the previous token whose successor was used %s', async (_what, ms, accepted) => {
    const next = await calls.refresh(first.refreshToken)
    await use(server, calls, next)
    time += ms

    const retried = await calls.call('auth.refresh', { refreshToken: first.refreshToken })
    if (accepted) expect(retried).toMatchObject({ ok: true, value: { refreshToken: next.refreshToken } })
    else expect(retried).toMatchObject({ ok: false, code: 'invalid_token' })
    if (accepted) await expectActive(calls, next)
    else await expectEnded(calls, next)
  })

  it('S3: a retry does not extend the ten seconds', async () => {
    const next = await calls.refresh(first.refreshToken)
    await use(server, calls, next)
    time += 6 * second
    await calls.refresh(first.refreshToken)
    time += 6 * second

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, next)
  })

  it('S3: reusing the token before the previous one ends the session, even within ten seconds', async () => {
    const parent = await calls.refresh(first.refreshToken)
    const child = await calls.refresh(parent.refreshToken)
    time += second

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, parent)
    await expectEnded(calls, child)
  })

  it('S4: 20 concurrent refreshes of one token return one successor and keep one session', async () => {
    const refreshed = await Promise.all(Array.from({ length: 20 }, () => calls.refresh(first.refreshToken)))

    expect(new Set(refreshed.map(({ refreshToken }) => refreshToken)).size).toBe(1)
    expect(await server.db.select().from(sessions).where(eq(sessions.userId, first.user.id))).toHaveLength(1)
    expect(reuseEvents(first.user.id)).toHaveLength(0)
    for (const { token } of refreshed) expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
    await expectActive(calls, refreshed[0] as TokenSession)
  })

  it('S4: 20 concurrent reuses of a rotated token are all refused and logged once', async () => {
    const next = await calls.refresh(first.refreshToken)
    await use(server, calls, next)
    time += 60 * second
    const reuse = () => calls.call('auth.refresh', { refreshToken: first.refreshToken })
    const outcomes = await Promise.all(Array.from({ length: 20 }, reuse))

    expect(outcomes.map((outcome) => outcome.ok || outcome.code)).toEqual(outcomes.map(() => 'invalid_token'))
    expect(reuseEvents(first.user.id)).toHaveLength(1)
    await expectEnded(calls, next)
  })

  it('S5: a retry after a lost response returns the current token', async () => {
    await calls.refresh(first.refreshToken)
    time += 5 * second
    const retried = await calls.refresh(first.refreshToken)
    time += 60 * second

    await expectActive(calls, retried)
  })
})

describe('broken connection', () => {
  it('S5: a refresh whose response is lost can be retried', async () => {
    const calls = server.by('rest')
    const first = await calls.signUp()
    const before = server.log.length
    const done = () => server.log.slice(before).filter((line) => line.includes('"operation":"auth.refresh"'))

    const abort = new AbortController()
    const lost = fetch(`${server.url}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: first.refreshToken }),
      signal: abort.signal,
    }).catch(() => undefined)
    await expect.poll(done, { interval: 1 }).toHaveLength(1)
    abort.abort()
    await lost

    time += 3 * second
    const retried = await calls.refresh(first.refreshToken)
    expect((await sendTo(() => server)('/api/auth/me', { token: retried.token })).status).toBe(200)
    await expectActive(calls, retried)
  })
})

function reuseEvents(userId: string): string[] {
  return server.log.filter((line) => line.includes('"audit":"refresh_reused"') && line.includes(userId))
}
