import { randomUUID } from 'node:crypto'
import type { SessionList } from '@taskpact/contract'
import { authEvents, sessions, tasks, userRevisions, users } from '@taskpact/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectActive,
  expectEnded,
  newEmail,
  type OpenServer,
  openServer,
  password,
  sessionIds,
  type TokenSession,
} from './session-calls.js'

let server: OpenServer

beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

const transport = 'in-process'

describe(transport, () => {
  let calls: Calls
  let ada: TokenSession
  let elsewhere: TokenSession
  let eve: TokenSession

  beforeEach(async () => {
    calls = server.by(transport)
    ada = await calls.signUp()
    elsewhere = await calls.signIn(ada.user.email)
    eve = await calls.signUp()
  })

  it('S8: a sign-out ends both tokens immediately, and no other session', async () => {
    expect(await calls.call('auth.me', {}, ada.token)).toMatchObject({ ok: true })
    await calls.value('auth.signout', {}, ada.token)

    await expectEnded(calls, ada)
    expect(await calls.call('tasks.create', { title: 'Too late' }, ada.token)).toMatchObject({ code: 'invalid_token' })
    expect(await calls.call('auth.signout', {}, ada.token)).toMatchObject({ code: 'invalid_token' })
    await expectActive(calls, elsewhere)
    await expectActive(calls, eve)
  })

  it('S8: requests concurrent with a sign-out succeed or are refused, and never fail with internal', async () => {
    const pending = Array.from({ length: 20 }, (_, n) =>
      calls.call(n === 10 ? 'auth.signout' : 'auth.me', {}, ada.token),
    )
    const outcomes = (await Promise.all(pending)).map((outcome) => outcome.ok || outcome.code)

    expect(outcomes.filter((outcome) => outcome !== true && outcome !== 'invalid_token')).toEqual([])
    await expectEnded(calls, ada)
  })

  it('S8: a password change ends every session and returns a new one', async () => {
    const input = { currentPassword: password, newPassword: 'Test123!-another' }
    const changed = await calls.value<TokenSession>('auth.changePassword', input, ada.token)

    await expectEnded(calls, ada)
    await expectEnded(calls, elsewhere)
    expect(await sessionIds(calls, changed.token)).toHaveLength(1)
    await expectActive(calls, changed)
    await expectActive(calls, eve)
    const previous = { email: ada.user.email, password }
    expect(await calls.call('auth.signin', previous)).toMatchObject({ code: 'invalid_credentials' })
    const current = { ...previous, password: input.newPassword }
    expect(await calls.call('auth.signin', current)).toMatchObject({ ok: true })
  })

  it('S8: a refused password change ends no session', async () => {
    const wrongPassword = { currentPassword: 'Test123?', newPassword: 'Test123!-another' }
    expect(await calls.call('auth.changePassword', wrongPassword, ada.token)).toMatchObject({
      code: 'wrong_password',
    })

    await expectActive(calls, ada)
    await expectActive(calls, elsewhere)
  })

  it('S9: deleting the account deletes its sessions, tasks and rows', async () => {
    await calls.value('tasks.create', { title: 'A task of Ada' }, ada.token)
    const wrongPassword = { password: 'Test123?' }
    expect(await calls.call('auth.deleteMe', wrongPassword, ada.token)).toMatchObject({ code: 'wrong_password' })
    expect(await rowsOf(ada.user.id)).toMatchObject({ users: 1, sessions: 2, tasks: 1, userRevisions: 1 })

    await calls.value('auth.deleteMe', { password }, ada.token)

    expect(await rowsOf(ada.user.id)).toEqual({ users: 0, sessions: 0, tasks: 0, userRevisions: 0, authEvents: 0 })
    await expectEnded(calls, ada)
    await expectEnded(calls, elsewhere)
    await expectActive(calls, eve)
    const account = { email: ada.user.email, password }
    expect(await calls.call('auth.signin', account)).toMatchObject({ code: 'invalid_credentials' })
    const signedUp = await calls.signUp(ada.user.email ?? '')
    expect(signedUp.user.id).not.toBe(ada.user.id)
    expect(await calls.value('tasks.list', {}, signedUp.token)).toMatchObject({ items: [] })
  })

  it('S9: a sign-in concurrent with the deletion of the account succeeds or is refused, and never fails with internal', async () => {
    const pending = [
      calls.call('auth.deleteMe', { password }, ada.token),
      ...Array.from({ length: 12 }, (_, n) =>
        calls.call('auth.signin', { email: ada.user.email, password: n % 2 === 0 ? password : 'Test123?' }),
      ),
    ]
    const settled = await Promise.allSettled(pending)
    const outcomes = settled.map((one) => (one.status === 'rejected' ? 'failed' : one.value.ok ? 'ok' : one.value.code))

    expect(outcomes[0]).toBe('ok')
    expect(outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'invalid_credentials')).toEqual([])
    expect(await rowsOf(ada.user.id)).toMatchObject({ users: 0, sessions: 0 })
  })

  it('S10: lists the sessions of the user and ends one', async () => {
    const { items } = await calls.value<SessionList>('auth.sessions.list', {}, ada.token)
    expect(items.map(({ current }) => current).sort()).toEqual([false, true])
    const other = items.find(({ current }) => !current)

    await calls.value('auth.sessions.revoke', { sessionId: other?.id }, ada.token)

    await expectEnded(calls, elsewhere)
    expect(await sessionIds(calls, ada.token)).toEqual(items.filter(({ current }) => current).map(({ id }) => id))
    expect(await calls.call('auth.sessions.revoke', { sessionId: other?.id }, ada.token)).toMatchObject({
      code: 'not_found',
    })
    await expectActive(calls, ada)
  })

  it('S10: ends every session except the current one', async () => {
    const third = await calls.signIn(ada.user.email)
    await calls.value('auth.sessions.revokeOthers', {}, third.token)

    await expectEnded(calls, ada)
    await expectEnded(calls, elsewhere)
    await expectActive(calls, eve)
    expect(await sessionIds(calls, third.token)).toHaveLength(1)
    await expectActive(calls, third)
  })

  it("S10: responds for another user's session as for an unknown one, and does not end it", async () => {
    const [sessionOfEve] = await sessionIds(calls, eve.token)
    const revoke = (sessionId: unknown) => calls.call('auth.sessions.revoke', { sessionId }, ada.token)

    expect(await revoke(sessionOfEve)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await revoke(sessionOfEve)).toEqual(await revoke(randomUUID()))
    expect(await revoke('not-a-uuid')).toMatchObject({ code: 'invalid_input', fields: ['path/sessionId'] })
    await expectActive(calls, eve)
  })

  it('S11: every sign-up and sign-in starts a new session', async () => {
    const third = await calls.signIn(ada.user.email)
    const ids = await sessionIds(calls, third.token)

    expect(new Set(ids).size).toBe(3)
    expect(new Set([ada, elsewhere, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
    const used = [eve.refreshToken, eve.token].join()
    expect(ids.filter((id) => used.includes(id))).toEqual([])
  })

  it('S11: refuses session ids and tokens in a sign-in (session fixation)', async () => {
    const [known] = await sessionIds(calls, eve.token)
    for (const field of ['sessionId', 'sid', 'id', 'refreshToken', 'token']) {
      const account = { email: ada.user.email, password, [field]: known }
      expect(await calls.call('auth.signin', account)).toMatchObject({
        code: 'invalid_input',
        fields: [`body/${field}`],
      })
      expect(await calls.call('auth.signup', { ...account, email: newEmail() })).toMatchObject({
        fields: [`body/${field}`],
      })
    }
    const signedIn = await calls.value<TokenSession>('auth.signin', { email: ada.user.email, password }, eve.token)

    expect(signedIn.user).toEqual(ada.user)
    expect(await sessionIds(calls, signedIn.token)).not.toContain(known)
    expect(await sessionIds(calls, eve.token)).toEqual([known])
  })
})

async function rowsOf(userId: string) {
  const { db } = server
  return {
    users: await db.$count(users, eq(users.id, userId)),
    sessions: await db.$count(sessions, eq(sessions.userId, userId)),
    tasks: await db.$count(tasks, eq(tasks.userId, userId)),
    userRevisions: await db.$count(userRevisions, eq(userRevisions.userId, userId)),
    authEvents: await db.$count(authEvents, eq(authEvents.userId, userId)),
  }
}
