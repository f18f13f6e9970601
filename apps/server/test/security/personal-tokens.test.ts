import { setImmediate } from 'node:timers/promises'
import type { PersonalTokenPage, Scope } from '@taskpact/contract'
import { accessTokens } from '@taskpact/db'
import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createToken, externalToken } from './token-calls.js'

const day = 24 * 60 * 60_000
let server: TestServer
let ada: User
let ahead = 0
const statements: string[] = []
beforeAll(async () => {
  server = await startTestServer({
    now: () => new Date(Date.now() + ahead),
    onQuery: (statement) => void statements.push(statement),
  })
})
afterAll(() => server?.close())
beforeEach(async () => {
  ahead = 0
  ada = await server.signUp()
})

const me = (token: string) => server.by('rest').call('auth.me', {}, token)
const listed = async (user = ada) => (await user.value<PersonalTokenPage>('auth.tokens.list')).items
const kindsOf = async (user: User) =>
  (await user.value<{ items: { kind: string }[] }>('auth.events.list')).items.map(({ kind }) => kind)

describe('creating a personal access token', () => {
  it('returns the token once, with its scopes and those that they include', async () => {
    const before = Date.now()
    const { token, ...created } = await createToken(ada, ['tasks:write'], { name: ' Backup ' })

    expect(created).toMatchObject({ name: 'Backup', scopes: ['tasks:read', 'tasks:write'], lastUsedAt: null })
    expect(Date.parse(created.expiresAt) - before).toBeGreaterThanOrEqual(90 * day)
    expect(Date.parse(created.expiresAt) - before).toBeLessThan(90 * day + 60_000)
    expect(await listed()).toEqual([created])
    expect(JSON.stringify(await listed())).not.toContain(token.slice(4))
    expect(await server.by('rest').call('tasks.list', {}, token)).toMatchObject({ ok: true })
  })

  it('K4: stores nothing of the token but its hash', async () => {
    const { token } = await createToken(ada, ['tasks:read'])
    await me(token)
    const database = await server.database()
    const rows = await database.select().from(accessTokens)
    const text = JSON.stringify(rows)

    for (let at = 0; at + 8 <= token.length; at++) expect(text).not.toContain(token.slice(at, at + 8))
    expect(rows.at(-1)?.hash).toMatch(/^[\w-]{43}$/)
  })

  it('K6: requires the password of an account that has one, and records a failure', async () => {
    const input = { name: 'A script', scopes: ['tasks:read'] }

    expect(await ada.call('auth.tokens.create', input)).toMatchObject({
      code: 'invalid_input',
      fields: ['body/password'],
    })
    expect(await ada.call('auth.tokens.create', { ...input, password: 'not it, not it' })).toMatchObject({
      code: 'wrong_password',
    })
    expect(await listed()).toEqual([])
    expect(await kindsOf(ada)).toEqual(['token_creation_failed', 'signed_up'])
  })

  it('K6: requires a recent token of a user without a password', async () => {
    const input = { name: 'A script', scopes: ['tasks:read'] }
    const { call } = server.by('rest')
    const iat = Math.floor(Date.now() / 1000)

    expect(await call('auth.tokens.create', input, externalToken())).toMatchObject({ ok: true })
    expect(await call('auth.tokens.create', input, externalToken({ iat: iat - 600 }))).toMatchObject({
      code: 'recent_sign_in_required',
    })
    expect(await call('auth.tokens.create', input, externalToken({ iat: undefined }))).toMatchObject({
      code: 'recent_sign_in_required',
    })
  })

  it.each([
    [{ name: '' }, 'body/name'],
    [{ name: 'x'.repeat(101) }, 'body/name'],
    [{ scopes: [] }, 'body/scopes'],
    [{ scopes: ['tasks:delete'] }, 'body/scopes/0'],
    [{ scopes: 'tasks:read' }, 'body/scopes'],
    [{ expiresInDays: 0 }, 'body/expiresInDays'],
    [{ expiresInDays: 367 }, 'body/expiresInDays'],
    [{ expiresInDays: 1.5 }, 'body/expiresInDays'],
    [{ idempotencyKey: 'once' }, 'body/idempotencyKey'],
  ])('refuses %j', async (more, field) => {
    const input = { name: 'A script', scopes: ['tasks:read'], password: testPassword, ...more }
    const outcome = await ada.call('auth.tokens.create', input)

    expect(outcome).toMatchObject({ code: 'invalid_input' })
    expect((outcome as unknown as { fields: string[] }).fields.join()).toMatch(
      new RegExp(`(body|header)/${field.slice(5)}`),
    )
  })

  it('accepts at most 50 valid tokens, also if they are created at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 53 }, () =>
        ada.call('auth.tokens.create', { name: 'One of many', scopes: ['tasks:read'], password: testPassword }),
      ),
    )

    expect(all.filter(({ ok }) => ok)).toHaveLength(50)
    expect(all.filter((outcome) => !outcome.ok).map((outcome) => !outcome.ok && outcome.code)).toEqual(
      Array(3).fill('quota_exceeded'),
    )
    const [newest] = await listed()
    await ada.value('auth.tokens.revoke', { tokenId: newest?.id })
    await createToken(ada, ['tasks:read'])
  })
})

describe('a personal access token', () => {
  it('K5: is refused without a query if a character is wrong', async () => {
    const { token } = await createToken(ada, ['account:read'])
    const wrong = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a')
    statements.length = 0

    expect(await me(wrong)).toMatchObject({ code: 'invalid_token' })
    expect(statements).toEqual([])
    expect(await me(token)).toMatchObject({ ok: true, value: { id: ada.id } })
  })

  it('K7: is refused once it has expired, and listed for 30 days more', async () => {
    const { token, id } = await createToken(ada, ['account:read'], { expiresInDays: 1 })
    ahead = day - 60_000
    expect(await me(token)).toMatchObject({ ok: true })
    ahead = day + 1000
    expect(await me(token)).toMatchObject({ code: 'token_expired' })

    const later = await server.signIn(ada.email)
    expect((await listed(later)).map((one) => one.id)).toEqual([id])
    ahead = 31 * day + 60_000
    expect(await listed(await server.signIn(ada.email))).toEqual([])
  })

  it('K7: is refused at once when it is revoked, which is recorded', async () => {
    const { token, id } = await createToken(ada, ['account:read'])
    expect(await me(token)).toMatchObject({ ok: true })

    await ada.value('auth.tokens.revoke', { tokenId: id })

    expect(await me(token)).toMatchObject({ code: 'invalid_token' })
    expect(await listed()).toEqual([])
    expect(await kindsOf(ada)).toEqual(['token_revoked', 'token_created', 'signed_up'])
  })

  it('is revoked by its owner only', async () => {
    const { token, id } = await createToken(ada, ['account:read'])
    const eve = await server.signUp()

    expect(await eve.call('auth.tokens.revoke', { tokenId: id })).toMatchObject({ code: 'not_found' })
    expect(await listed(eve)).toEqual([])
    expect(await me(token)).toMatchObject({ ok: true })
  })

  it('creates no other token, and revokes none', async () => {
    const scopes: readonly Scope[] = ['tasks:read', 'tasks:write', 'account:read']
    const { token, id } = await createToken(ada, scopes)
    const { call } = server.by('rest')
    const input = { name: 'Another', scopes, password: testPassword }

    expect(await call('auth.tokens.create', input, token)).toMatchObject({ code: 'insufficient_scope' })
    expect(await call('auth.tokens.revoke', { tokenId: id }, token)).toMatchObject({ code: 'insufficient_scope' })
    expect(await call('auth.tokens.list', {}, token)).toMatchObject({ code: 'insufficient_scope' })
  })

  it('outlives sessions and a change of the password, but not the account', async () => {
    const { token } = await createToken(ada, ['account:read'])
    await ada.value('auth.signout')
    const again = await server.signIn(ada.email)
    await again.value('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' })
    expect(await me(token)).toMatchObject({ ok: true })

    const last = await server.signIn(ada.email, 'Other-456')
    await last.value('auth.deleteMe', { password: 'Other-456' })

    expect(await me(token)).toMatchObject({ code: 'invalid_token' })
    const database = await server.database()
    const rows = await database.select().from(accessTokens)
    expect(rows.filter(({ owner }) => owner === ada.id)).toEqual([])
  })

  it('records its last use at most once a minute', async () => {
    const { token } = await createToken(ada, ['account:read'])
    statements.length = 0
    const started = Date.now()
    for (let n = 0; n < 1000; n++) {
      ahead = started + n * 59 - Date.now() // within a minute, however slow the machine is
      await setImmediate() // calls in process leave no time for the timer that writes
      await server.by('in-process').call('auth.me', {}, token)
    }
    const marks = () => statements.filter((text) => /^update "access_tokens"/.test(text))

    await expect.poll(async () => (await listed())[0]?.lastUsedAt).toMatch(/Z$/)
    expect(marks().length).toBeGreaterThanOrEqual(1)
    expect(marks().length).toBeLessThanOrEqual(2)
    ahead = 10 * 60_000
    await me(token)
    await expect
      .poll(async () => Date.parse((await listed())[0]?.lastUsedAt ?? '') - Date.now() > 9 * 60_000)
      .toBe(true)
  })

  it('is in the export of the account, without the token', async () => {
    const { token, ...created } = await createToken(ada, ['tasks:read'])
    const exported = await ada.value<{ tokens: unknown[] }>('auth.exportMe')

    expect(exported.tokens).toEqual([created])
    expect(JSON.stringify(exported)).not.toContain(token)
  })

  it('K7: ends the streams that were opened with it when it is revoked', async () => {
    const { token, id } = await createToken(ada, ['tasks:read'])
    const response = await fetch(`${server.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })
    const reading = response.text()
    await ada.value('auth.tokens.revoke', { tokenId: id })
    await ada.value('tasks.create', { title: 'After the end' })

    const text = await reading
    expect(text).toContain('invalid_token')
    expect(text).not.toContain('After the end')
  })

  it('is deleted 30 days after it has expired', async () => {
    const { id } = await createToken(ada, ['tasks:read'], { expiresInDays: 1 })
    const database = await server.database()
    const { purgePersonalTokens } = await import('@taskpact/service')
    const isStored = async () => (await database.select().from(accessTokens)).some((row) => row.id === id)

    await purgePersonalTokens(database, new Date(Date.now() + 31 * day - 60_000))
    expect(await isStored()).toBe(true)
    await purgePersonalTokens(database, new Date(Date.now() + 31 * day + 60_000))
    expect(await isStored()).toBe(false)
  })
})

describe('the rate limit of a personal access token', () => {
  it('K8: is its own: neither its owner nor another token is refused when it is used up', async () => {
    const limited = await startTestServer({ env: { RATE_LIMIT_READ: '5' } })
    try {
      const user = await limited.signUp()
      const [first, second] = [await createToken(user, ['tasks:read']), await createToken(user, ['tasks:read'])]
      const codes = async (token: string, calls: number) => {
        const outcomes = []
        for (let n = 0; n < calls; n++) outcomes.push(await limited.by('rest').call('tasks.list', {}, token))
        return outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code))
      }

      expect(await codes(first.token, 7)).toEqual([...Array(5).fill('ok'), 'rate_limited', 'rate_limited'])
      expect(await codes(user.token, 5)).toEqual(Array(5).fill('ok'))
      expect(await codes(second.token, 1)).toEqual(['ok'])
    } finally {
      await limited.close()
    }
  })
})
