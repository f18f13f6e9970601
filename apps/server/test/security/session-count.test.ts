import { randomUUID } from 'node:crypto'
import { maxSessions, type SessionList } from '@taskpact/contract'
import { sessions } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectActive,
  expectEnded,
  type OpenServer,
  openServer,
  sessionIds,
  type TokenSession,
} from './session-calls.js'

const minute = 60_000
const day = 24 * 60 * minute
let time = Date.parse('2026-03-01T09:30:00.000Z')
let server: OpenServer
let calls: Calls
beforeAll(async () => {
  server = await openServer({ now: () => new Date(time) })
  calls = server.by('in-process')
})
afterAll(() => server?.close())

async function signInTimes(email: string | null, count: number): Promise<TokenSession[]> {
  const signedIn = []
  for (let index = 0; index < count; index += 1) {
    time += 1000
    signedIn.push(await calls.signIn(email))
  }
  return signedIn
}

/** Stores sessions as a release without a limit did. */
async function insertSessions({ db }: OpenServer, userId: string, count: number): Promise<void> {
  await db.execute(sql`
    insert into sessions (user_id, id, token_hash, rotated_at, created_at, last_used_at, expires_at, kept)
    select u.id, gen_random_uuid(), 'hash', t, t, t, t + interval '90 days', false
    from users u, generate_series(1, ${count}) n, lateral (select ${new Date(time).toISOString()}::timestamptz - n * interval '1 second' as t) times
    where u.id = ${userId}`)
}

const stored = ({ db }: OpenServer, userId: string) =>
  db.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(asc(sessions.lastUsedAt))

describe('session list', () => {
  it('S10: is paged, most recently used first', async () => {
    const first = await calls.signUp()
    const others = await signInTimes(first.user.email, 4)
    time += minute
    const { token } = await calls.refresh((others[1] as TokenSession).refreshToken)

    const pages: SessionList[] = []
    do {
      const cursor = pages.at(-1)?.nextCursor ?? undefined
      pages.push(await calls.value('auth.sessions.list', { limit: 2, ...(cursor && { cursor }) }, token))
    } while (pages.at(-1)?.nextCursor)

    const items = pages.flatMap((page) => page.items)
    expect(pages.map((page) => page.items.length)).toEqual([2, 2, 1])
    expect(items.map(({ current }) => current)).toEqual([true, false, false, false, false])
    expect(items.map(({ lastUsedAt }) => lastUsedAt)).toEqual(
      items
        .map(({ lastUsedAt }) => lastUsedAt)
        .sort()
        .reverse(),
    )
    expect(new Set(items.map(({ id }) => id)).size).toBe(5)
  })

  it('S10: orders sessions that were last used at the same time', async () => {
    const { token, user } = await calls.signUp()
    await Promise.all(Array.from({ length: 6 }, () => calls.signIn(user.email)))
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const page: SessionList = await calls.value(
        'auth.sessions.list',
        { limit: 1, ...(cursor === null ? {} : { cursor }) },
        token,
      )
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)

    expect(ids).toEqual(await sessionIds(calls, token))
    expect(new Set(ids).size).toBe(7)
  })

  it('S10: refuses a cursor of another user or list, and positions outside its range', async () => {
    const [ada, eve] = [await calls.signUp(), await calls.signUp()]
    await signInTimes(ada.user.email, 2)
    const { nextCursor } = await calls.value<SessionList>('auth.sessions.list', { limit: 1 }, ada.token)
    const [digest] = JSON.parse(Buffer.from(String(nextCursor), 'base64url').toString())
    const forged = [
      [digest, [1e20, randomUUID()]],
      [digest, [-1, randomUUID()]],
      [digest, ['2026-03-01T09:30:00.000Z', randomUUID()]],
      [digest, [1, 'no-id']],
    ].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'))

    expect(await calls.call('auth.sessions.list', { cursor: nextCursor }, eve.token)).toMatchObject({
      code: 'invalid_cursor',
    })
    expect(await calls.call('auth.events.list', { cursor: nextCursor }, ada.token)).toMatchObject({
      code: 'invalid_cursor',
    })
    for (const cursor of forged)
      expect(await calls.call('auth.sessions.list', { cursor }, ada.token)).toMatchObject({ code: 'invalid_cursor' })
  })

  it('has at most a hundred items, however many sessions are stored', async () => {
    const { token, user } = await calls.signUp()
    await insertSessions(server, user.id, 2500)

    const page = await calls.value<SessionList>('auth.sessions.list', {}, token)

    expect(page.items).toHaveLength(100)
    expect(page.nextCursor).toEqual(expect.any(String))
    const { sessions: exported } = await calls.value<{ sessions: unknown[] }>('auth.exportMe', {}, token)
    expect(exported).toHaveLength(2501)
  })
})

describe('number of sessions', () => {
  it('S7: a sign-in above the limit ends the session not used for the longest time, and no other', async () => {
    const first = await calls.signUp()
    const others = await signInTimes(first.user.email, maxSessions - 1)
    time += 1000
    const kept = await calls.refresh(first.refreshToken)
    expect(await calls.call('auth.me', {}, (others[0] as TokenSession).token)).toMatchObject({ ok: true })

    const [last] = await signInTimes(first.user.email, 1)

    expect(await sessionIds(calls, kept.token)).toHaveLength(maxSessions)
    await expectEnded(calls, others[0] as TokenSession)
    await expectActive(calls, kept)
    await expectActive(calls, others[1] as TokenSession)
    await expectActive(calls, last as TokenSession)
  })

  it('S7: concurrent sign-ins do not exceed the limit', async () => {
    const { token, user } = await calls.signUp()
    await insertSessions(server, user.id, maxSessions)
    await Promise.all(Array.from({ length: 8 }, () => calls.signIn(user.email)))

    expect(await stored(server, user.id)).toHaveLength(maxSessions)
    expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
  })

  it('S7: sessions of an earlier release above the limit end at the next sign-ins, a thousand at a time', async () => {
    const { user } = await calls.signUp()
    await insertSessions(server, user.id, 1500)

    await signInTimes(user.email, 2)

    expect(await stored(server, user.id)).toHaveLength(maxSessions)
  })
})

it('S7: the server deletes expired sessions, also of users who do not return', async () => {
  const database = await createTestDatabase()
  const startAt = (clock: number) => openServer({ database, now: () => new Date(clock) })
  try {
    const first = await startAt(time)
    const [gone, active] = [await first.by('in-process').signUp(), await first.by('in-process').signUp()]
    await insertSessions(first, gone.user.id, 300)
    await first.close()

    const later = await startAt(time + 29 * day)
    const { token } = await later.by('in-process').refresh(active.refreshToken)
    expect(await stored(later, gone.user.id)).toHaveLength(301)
    await later.close()

    const last = await startAt(time + 31 * day)
    await expect.poll(async () => (await stored(last, gone.user.id)).length, { timeout: 20_000 }).toBe(0)
    expect(await stored(last, active.user.id)).toHaveLength(1)
    expect(token).toEqual(expect.any(String))
    await last.close()
  } finally {
    await database.drop()
  }
})
