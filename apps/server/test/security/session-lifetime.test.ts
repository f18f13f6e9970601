import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Calls, expectEnded, type OpenServer, openServer, sessionIds, type TokenSession } from './session-calls.js'

const minute = 60_000
const day = 24 * 60 * minute
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

  const refuses = async ({ refreshToken }: TokenSession) =>
    expect(await calls.call('auth.refresh', { refreshToken })).toMatchObject({ ok: false, code: 'invalid_token' })

  it('S7: a session continues if it is used within 30 days', async () => {
    at += 30 * day - 1
    const next = await calls.refresh(first.refreshToken)
    at += 30 * day - 1

    expect((await calls.refresh(next.refreshToken)).user).toEqual(first.user)
  })

  it('S7: a session that is not used for 30 days ends and is no longer listed', async () => {
    at += 30 * day

    const other = await calls.signIn(first.user.email)
    expect(await sessionIds(calls, other.token)).toHaveLength(1)
    await refuses(first)
  })

  it('S7: a session ends after 90 days even if it is used', async () => {
    let last = first
    for (let used = 0; used < 4; used += 1) {
      at += 22 * day
      last = await calls.refresh(last.refreshToken)
    }
    at += 2 * day

    await refuses(last)
    await refuses(last)
  })

  it('S7: an access token is refused after the 90 days of its session', async () => {
    const began = at
    let last = first
    for (const days of [29, 58, 87]) {
      at = began + days * day
      last = await calls.refresh(last.refreshToken)
    }
    at = began + 90 * day - 5 * minute
    last = await calls.refresh(last.refreshToken)
    at = began + 90 * day + minute

    await expectEnded(calls, last)
  })

  it('S7: the previous refresh token is refused after the session has expired', async () => {
    const next = await calls.refresh(first.refreshToken)
    at += 30 * day

    await refuses(first)
    await refuses(next)
    expect(server.log.filter((line) => line.includes('refresh_reused') && line.includes(first.user.id))).toEqual([])
  })
})
