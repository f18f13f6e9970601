import { randomUUID } from 'node:crypto'
import { authEvents, sessions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { testSecret } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectActive,
  newEmail,
  type OpenServer,
  openServer,
  password,
  type TokenSession,
} from './session-calls.js'
import { forge } from './token-forging.js'

let database: TestDatabase
let first: OpenServer
let second: OpenServer

beforeAll(async () => {
  database = await createTestDatabase()
  first = await openServer({ database })
  second = await openServer({ database })
})
afterAll(async () => {
  await first?.close()
  await second?.close()
  await database?.drop()
})

const endings: Readonly<Record<string, (calls: Calls, session: TokenSession) => Promise<unknown>>> = {
  'sign-out': ({ value }, { token }) => value('auth.signout', {}, token),
  'password change': ({ value }, { token }) =>
    value('auth.changePassword', { currentPassword: password, newPassword: password }, token),
  'account deletion': ({ value }, { token }) => value('auth.deleteMe', { password }, token),
  'revoking the other sessions': async ({ value, signIn }, { user }) =>
    value('auth.sessions.revokeOthers', {}, (await signIn(user.email)).token),
}

const transport = 'in-process'

describe(transport, () => {
  const onBoth = () => [first.by(transport), second.by(transport)] as const

  it.each(Object.entries(endings))(
    'S8: a session ended on one instance is refused there immediately, and on the other within 5 s: %s',
    async (what, end) => {
      const [one, other] = onBoth()
      const session = await one.signUp()
      const { token, refreshToken } = session
      expect(await other.call('auth.me', {}, token)).toMatchObject({ ok: true })

      await end(one, session)
      const ended = performance.now()

      expect(await one.call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
      expect(await other.call('auth.refresh', { refreshToken })).toMatchObject({ code: 'invalid_token' })
      await expect
        .poll(async () => (await other.call('auth.events.list', {}, token)).ok, { timeout: 6000, interval: 50 })
        .toBe(false)
      const seconds = (performance.now() - ended) / 1000
      process.stdout.write(`${transport}, ${what}: refused elsewhere after ${seconds.toFixed(2)} s\n`)
      expect(seconds).toBeLessThanOrEqual(5)
    },
  )

  it.each(['auth.signout', 'auth.deleteMe'])(
    'S8: a token of an external issuer that is ended on one instance is refused on the other within 5 s: %s',
    async (operation) => {
      const [one, other] = onBoth()
      const iat = Math.floor(Date.now() / 1000)
      const token = forge({ alg: 'HS256' }, { sub: randomUUID(), iat, exp: iat + 900 })
      expect(await other.call('auth.me', {}, token)).toMatchObject({ ok: true })

      await one.value(operation, {}, token)
      const ended = performance.now()

      expect(await one.call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
      await expect
        .poll(async () => (await other.call('auth.events.list', {}, token)).ok, { timeout: 6000, interval: 50 })
        .toBe(false)
      expect((performance.now() - ended) / 1000).toBeLessThanOrEqual(5)
    },
  )

  it('S4: 20 concurrent refreshes on two instances return one successor and keep one session', async () => {
    const both = onBoth()
    const { refreshToken, user } = await both[0].signUp()

    const pending = Array.from({ length: 20 }, (_, n) => (both[n % 2] as Calls).refresh(refreshToken))
    const refreshed = await Promise.all(pending)

    expect(new Set(refreshed.map((response) => response.refreshToken)).size).toBe(1)
    expect(await first.db.$count(sessions, eq(sessions.userId, user.id))).toBe(1)
    const kinds = await first.db.select().from(authEvents).where(eq(authEvents.userId, user.id))
    expect(kinds.map(({ kind }) => kind)).toEqual(['signed_up'])
    for (const { token } of refreshed) expect(await both[1].call('auth.me', {}, token)).toMatchObject({ ok: true })
    await expectActive(both[1], refreshed[0] as TokenSession)
  })

  it('S4: 20 concurrent sign-ups with one address on two instances create one account', async () => {
    const both = onBoth()
    const email = newEmail()

    const signUp = (n: number) => (both[n % 2] as Calls).call('auth.signup', { email, password })
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => signUp(n)))

    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).sort()
    expect(codes).toEqual([...Array.from({ length: 19 }, () => 'email_taken'), 'ok'])
    const accounts = (await first.db.select().from(users)).filter((user) => user.email === email)
    expect(accounts).toHaveLength(1)
    expect(await first.db.$count(sessions, eq(sessions.userId, accounts[0]?.id ?? ''))).toBe(1)
  })

  it.each(['auth.signout', 'auth.sessions.revokeOthers', 'tasks.create', 'auth.updateMe', 'auth.exportMe'])(
    'S9: %s for a user deleted on the other instance is refused with invalid_token',
    async (name) => {
      const [one, other] = onBoth()
      const { token } = await one.signUp()
      expect(await other.call('auth.me', {}, token)).toMatchObject({ ok: true })
      await one.value('auth.deleteMe', { password }, token)

      const input = { 'tasks.create': { title: 'Too late' }, 'auth.updateMe': { name: 'Ada' } }[name] ?? {}
      const outcome = await other.call(name, input, token).catch((error: { code: unknown }) => ({ code: error.code }))

      expect(outcome).toMatchObject({ code: 'invalid_token' })
    },
  )
})

it('S3: a refresh can be retried while the secret of the instances is rotated', async () => {
  const env = { JWT_SECRET: 'the next secret of the tests, of 32 bytes', JWT_SECRET_PREVIOUS: testSecret }
  const rotated = await openServer({ database, env })
  try {
    const session = await first.by('in-process').signUp()
    await first.by('in-process').refresh(session.refreshToken)

    const retried = await rotated.by('in-process').call('auth.refresh', { refreshToken: session.refreshToken })

    expect(retried).toMatchObject({ ok: true })
  } finally {
    await rotated.close()
  }
})
