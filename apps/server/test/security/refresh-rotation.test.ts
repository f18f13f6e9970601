import { sessions } from '@taskpact/db'
import { sendTo } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectAlive,
  expectEnded,
  type OpenServer,
  openServer,
  sessionIds,
  type TokenSession,
} from './session-calls.js'

const second = 1000
let at = Date.parse('2026-03-01T09:30:00.000Z')
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ now: () => new Date(at) })
})
afterAll(() => server?.close())

const wayName = 'in-process'

describe(wayName, () => {
  let calls: Calls
  let first: TokenSession

  beforeEach(async () => {
    calls = server.by(wayName)
    first = await calls.signUp()
  })

  it('S1: a refresh gives new tokens of the same session, and the old one is refused later', async () => {
    const [id] = await sessionIds(calls, first.token)
    const next = await calls.refresh(first.refreshToken)

    expect(next.refreshToken).not.toBe(first.refreshToken)
    expect(next.user).toEqual(first.user)
    expect(await sessionIds(calls, next.token)).toEqual([id])
    at += 11 * second
    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
  })

  it('S1: an access token from before a refresh is valid until it expires', async () => {
    const next = await calls.refresh(first.refreshToken)

    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ ok: true })
    at = Date.parse(first.expiresAt) - second
    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ ok: true })
    at = Date.parse(first.expiresAt)
    expect(await calls.call('auth.me', {}, first.token)).toMatchObject({ code: 'token_expired' })
    await expectAlive(calls, await calls.refresh(next.refreshToken))
  })

  it('S2: the sequence S1 R1 R2 R1 is theft: it ends the session, and no other', async () => {
    const elsewhere = await calls.signIn(first.user.email)
    const stranger = await calls.signUp()
    const r1 = await calls.refresh(first.refreshToken)
    at += 60 * second
    const r2 = await calls.refresh(r1.refreshToken)
    at += 60 * second

    expect(await calls.call('auth.refresh', { refreshToken: r1.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    for (const session of [first, r1, r2]) await expectEnded(calls, session)
    expect(await sessionIds(calls, elsewhere.token)).toHaveLength(1)
    await expectAlive(calls, elsewhere)
    await expectAlive(calls, stranger)
  })

  it('S2: the first token of a long line is theft however late it comes', async () => {
    let last = first
    for (let turn = 0; turn < 5; turn += 1) {
      at += 60 * second
      last = await calls.refresh(last.refreshToken)
    }

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, last)
  })

  it('S3: two tabs that refresh with one token get the same successor, and both go on', async () => {
    const one = await calls.refresh(first.refreshToken)
    at += 9 * second
    const other = await calls.refresh(first.refreshToken)

    expect(other.refreshToken).toBe(one.refreshToken)
    expect(await sessionIds(calls, other.token)).toHaveLength(1)
    for (const { token } of [one, other]) expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
    await expectAlive(calls, other)
  })

  it.each([
    ['ten seconds', 10_000, true],
    ['a millisecond more', 10_001, false],
  ])('S3: the previous token is good for %s', async (_what, ms, good) => {
    const next = await calls.refresh(first.refreshToken)
    at += ms

    const again = await calls.call('auth.refresh', { refreshToken: first.refreshToken })
    if (good) expect(again).toMatchObject({ ok: true, value: { refreshToken: next.refreshToken } })
    else expect(again).toMatchObject({ ok: false, code: 'invalid_token' })
    if (good) await expectAlive(calls, next)
    else await expectEnded(calls, next)
  })

  it('S3: asking again does not lengthen the ten seconds', async () => {
    const next = await calls.refresh(first.refreshToken)
    at += 6 * second
    await calls.refresh(first.refreshToken)
    at += 6 * second

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, next)
  })

  it('S3: the grandparent is theft within the ten seconds too', async () => {
    const parent = await calls.refresh(first.refreshToken)
    const child = await calls.refresh(parent.refreshToken)
    at += second

    expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
      code: 'invalid_token',
    })
    await expectEnded(calls, parent)
    await expectEnded(calls, child)
  })

  it('S4: 20 parallel refreshes of one token give one successor and one row, and no theft', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => calls.refresh(first.refreshToken)))

    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1)
    expect(await server.db.select().from(sessions).where(eq(sessions.userId, first.user.id))).toHaveLength(1)
    expect(reuses(first.user.id)).toHaveLength(0)
    for (const { token } of answers) expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
    await expectAlive(calls, answers[0] as TokenSession)
  })

  it('S4: 20 parallel uses of a stolen token are refused alike, and logged once', async () => {
    const next = await calls.refresh(first.refreshToken)
    at += 60 * second
    const stolen = () => calls.call('auth.refresh', { refreshToken: first.refreshToken })
    const outcomes = await Promise.all(Array.from({ length: 20 }, stolen))

    expect(outcomes.map((outcome) => outcome.ok || outcome.code)).toEqual(outcomes.map(() => 'invalid_token'))
    expect(reuses(first.user.id)).toHaveLength(1)
    await expectEnded(calls, next)
  })

  it('S5: who lost the answer and asks again gets the token that is good now', async () => {
    await calls.refresh(first.refreshToken)
    at += 5 * second
    const retried = await calls.refresh(first.refreshToken)
    at += 60 * second

    await expectAlive(calls, retried)
  })
})

describe('a connection that breaks', () => {
  it('S5: loses the answer of a refresh that was done, and not the session', async () => {
    const calls = server.by('rest')
    const first = await calls.signUp()
    const before = server.log.length
    const done = () => server.log.slice(before).filter((line) => line.includes('"operation":"auth.refresh"'))

    const gone = new AbortController()
    const lost = fetch(`${server.url}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: first.refreshToken }),
      signal: gone.signal,
    }).catch(() => undefined)
    await expect.poll(done, { interval: 1 }).toHaveLength(1)
    gone.abort()
    await lost

    at += 3 * second
    const retried = await calls.refresh(first.refreshToken)
    expect((await sendTo(() => server)('/api/auth/me', { token: retried.token })).status).toBe(200)
    await expectAlive(calls, retried)
  })
})

function reuses(userId: string): string[] {
  return server.log.filter((line) => line.includes('"audit":"refresh_reused"') && line.includes(userId))
}
