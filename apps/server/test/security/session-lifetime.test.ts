import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Calls, expectEnded, type OpenServer, openServer, sessionIds, type TokenSession } from './session-calls.js'

const minute = 60_000
const day = 24 * 60 * minute
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

  const expectRefreshRefused = async ({ refreshToken }: TokenSession) =>
    expect(await calls.call('auth.refresh', { refreshToken })).toMatchObject({ ok: false, code: 'invalid_token' })

  it('S7: a session continues if it is used within 30 days', async () => {
    time += 30 * day - 1
    const next = await calls.refresh(first.refreshToken)
    time += 30 * day - 1

    expect((await calls.refresh(next.refreshToken)).user).toEqual(first.user)
  })

  it('S7: a session that is not used for 30 days ends and is no longer listed', async () => {
    time += 30 * day

    const other = await calls.signIn(first.user.email)
    expect(await sessionIds(calls, other.token)).toHaveLength(1)
    await expectRefreshRefused(first)
  })

  it('S7: a session ends after 90 days even if it is used', async () => {
    let last = first
    for (let round = 0; round < 4; round += 1) {
      time += 22 * day
      last = await calls.refresh(last.refreshToken)
    }
    time += 2 * day

    await expectRefreshRefused(last)
    await expectRefreshRefused(last)
  })

  it('S7: an access token is refused after the 90 days of its session', async () => {
    const startedAt = time
    let last = first
    for (const days of [29, 58, 87]) {
      time = startedAt + days * day
      last = await calls.refresh(last.refreshToken)
    }
    time = startedAt + 90 * day - 5 * minute
    last = await calls.refresh(last.refreshToken)
    time = startedAt + 90 * day + minute

    await expectEnded(calls, last)
  })

  it('S7: the previous refresh token is refused after the session has expired', async () => {
    const next = await calls.refresh(first.refreshToken)
    time += 30 * day

    await expectRefreshRefused(first)
    await expectRefreshRefused(next)
    expect(server.log.filter((line) => line.includes('refresh_reused') && line.includes(first.user.id))).toEqual([])
  })
})
