import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, succeeded, type TestServer, testSecret, transports, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forge, hmac, spellingsOf } from './token-forging.js'

const password = 'Test123!'

const transport = 'in-process'

describe('a token of an ended session or a deleted user', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  describe(transport, () => {
    let ada: User
    beforeEach(async () => {
      ada = await server.signUp()
      for (const name of transports)
        expect(await server.by(name).call('auth.me', {}, ada.token)).toMatchObject({ ok: true })
    })

    /** Expects that the next request on every transport is refused. */
    async function expectRefused(token: string): Promise<void> {
      expect(await server.by(transport).call('tasks.list', {}, token)).toMatchObject({ code: 'invalid_token' })
      for (const name of transports) {
        expect(await server.by(name).call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
        expect(await server.by(name).call('tasks.create', { title: 'too late' }, token)).toMatchObject({
          code: 'invalid_token',
        })
      }
    }

    async function signInAgain(): Promise<string> {
      const signedIn = succeeded(await server.by('in-process').call('auth.signin', { email: ada.email, password }))
      return (signedIn as { token: string }).token
    }

    it('J16: is refused immediately after its user is deleted', async () => {
      const other = await signInAgain()
      expect(await server.by(transport).call('auth.me', {}, other)).toMatchObject({ ok: true })

      succeeded(await server.by(transport).call('auth.deleteMe', { password }, ada.token))

      await expectRefused(ada.token)
      await expectRefused(other)
    })

    it('J16: is refused immediately after the password is changed', async () => {
      const other = await signInAgain()
      const change = { currentPassword: password, newPassword: 'Test123! and more' }
      expect(await server.by(transport).call('auth.me', {}, other)).toMatchObject({ ok: true })

      const changed = succeeded(await server.by(transport).call('auth.changePassword', change, ada.token)) as {
        token: string
      }

      await expectRefused(ada.token)
      await expectRefused(other)
      expect(await server.by(transport).call('auth.me', {}, changed.token)).toMatchObject({ ok: true })
    })

    it('J16: is refused immediately after its session is revoked', async () => {
      const other = await signInAgain()
      expect(await server.by(transport).call('auth.me', {}, other)).toMatchObject({ ok: true })

      succeeded(await server.by(transport).call('auth.sessions.revoke', { sessionId: ada.sessionId }, other))

      await expectRefused(ada.token)
      expect(await server.by(transport).call('auth.me', {}, other)).toMatchObject({ ok: true })
    })

    it('J16: is refused immediately after every other session is revoked', async () => {
      const other = await signInAgain()

      succeeded(await server.by(transport).call('auth.sessions.revokeOthers', {}, other))

      await expectRefused(ada.token)
      expect(await server.by(transport).call('auth.me', {}, other)).toMatchObject({ ok: true })
    })

    it('J16: is refused immediately after a sign-out', async () => {
      succeeded(await server.by(transport).call('auth.signout', {}, ada.token))

      await expectRefused(ada.token)
      expect(await server.by(transport).call('auth.refresh', { refreshToken: ada.refreshToken })).toMatchObject({
        code: 'invalid_token',
      })
    })

    it('J16: is refused after the reuse of a refresh token ended its session', async () => {
      const first = { refreshToken: ada.refreshToken }
      const second = await refreshed(first)
      const third = await refreshed({ refreshToken: second.refreshToken })

      expect(await server.by(transport).call('auth.refresh', first)).toMatchObject({ code: 'invalid_token' })

      for (const { token } of [ada, second, third]) await expectRefused(token)
    })

    it('J17: is refused in every other encoding', async () => {
      const spellings = spellingsOf(ada.token)
      const codes = new Set(await Promise.all(spellings.map(codeOf)))
      expect([...codes].sort().join()).toMatch(/^(invalid_token,)?ok$/)

      succeeded(await server.by(transport).call('auth.signout', {}, ada.token))

      for (const token of [ada.token, ...spellings]) expect(await codeOf(token), token).toBe('invalid_token')
    })

    async function refreshed(input: { refreshToken: string }): Promise<{ refreshToken: string; token: string }> {
      return succeeded(await server.by(transport).call('auth.refresh', input)) as {
        refreshToken: string
        token: string
      }
    }

    async function codeOf(token: string): Promise<string> {
      const outcome = await server.by(transport).call('auth.me', {}, token)
      return outcome.ok ? 'ok' : outcome.code
    }
  })
})

describe('rotation of the secret', () => {
  const next = 'the next secret of the tests, of 32 bytes and more'
  let database: TestDatabase
  const servers: TestServer[] = []

  beforeEach(async () => {
    database = await createTestDatabase()
  })
  afterEach(async () => {
    await closeServers()
    await database.drop()
  })

  /** Starts servers on the same database, one after the other. */
  async function restart(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    await closeServers()
    const server = await startTestServer({ database, env })
    servers.push(server)
    return server
  }

  async function closeServers(): Promise<void> {
    for (const server of servers.splice(0)) await server.close()
  }

  describe(transport, () => {
    it('J22: accepts tokens of the previous secret, and signs with the current one', async () => {
      const ada = await (await restart()).signUp()
      const sharedToken = forge(
        { alg: 'HS256' },
        { sub: 'a user by the secret', exp: Math.floor(Date.now() / 1000) + 900 },
      )

      const rotated = await restart({ JWT_SECRET: next, JWT_SECRET_PREVIOUS: testSecret })
      const { call } = rotated.by(transport)
      expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { id: ada.id } })
      expect(await call('auth.me', {}, sharedToken)).toMatchObject({ value: { id: 'a user by the secret' } })
      const refreshed = succeeded(await call('auth.refresh', { refreshToken: ada.refreshToken })) as { token: string }

      const { call: callAfterRetirement } = (await restart({ JWT_SECRET: next })).by(transport)
      expect(await callAfterRetirement('auth.me', {}, refreshed.token)).toMatchObject({ value: { id: ada.id } })
      expect(await callAfterRetirement('auth.me', {}, ada.token)).toMatchObject({ code: 'invalid_token' })
      expect(await callAfterRetirement('auth.me', {}, sharedToken)).toMatchObject({ code: 'invalid_token' })
      expect(await callAfterRetirement('auth.refresh', { refreshToken: ada.refreshToken })).toMatchObject({
        code: 'invalid_token',
      })
    })
  })

  it('J22: spends no more time on a token with an unknown key id than with a known one', async () => {
    const server = await restart({ JWT_SECRET: next, JWT_SECRET_PREVIOUS: testSecret })
    const sign = hmac('another secret, that has 32 bytes too')
    const started = performance.now()

    for (let i = 0; i < 200; i++) {
      const token = forge({ alg: 'HS256', kid: `key ${i}` }, { sub: 'eve', exp: 2e9 }, sign)
      expect(await server.by('in-process').call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
    }

    expect(performance.now() - started).toBeLessThan(2000)
  })
})
