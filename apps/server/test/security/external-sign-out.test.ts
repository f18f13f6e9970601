import { randomUUID } from 'node:crypto'
import { endedTokens, tasks, users } from '@taskpact/db'
import { purgeEndedTokens } from '@taskpact/service'
import { type Calls, succeeded, transports } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IssuerServer, startIssuerServer, type TokenKind } from './issuer-server.js'
import { type Claims, spellingsOf } from './token-forging.js'

const minute = 60_000
const start = Date.now()
let clock = start
let server: IssuerServer
let call: Calls['call']
beforeAll(async () => {
  server = await startIssuerServer(() => new Date(clock))
  call = server.by('in-process').call
})
afterAll(() => server?.close())

const newSubject = () => randomUUID().replaceAll('-', '')
const kindOf = (name: TokenKind['name']) => server.kinds.find((kind) => kind.name === name) as TokenKind

/** Returns a token that the issuer creates now. */
function issue(sub: string, claims: Claims = {}, kind: TokenKind['name'] = 'jwks'): string {
  const iat = Math.floor(clock / 1000)
  return kindOf(kind).tokenWith({ sub, iat, exp: iat + 900, ...claims })
}

async function codeOf(token: string): Promise<string> {
  const outcome = await call('auth.me', {}, token)
  return outcome.ok ? 'ok' : outcome.code
}

/** Advances the clock, as time passes between two sign-ins. */
function later(ms = 1000): void {
  clock += ms
}

describe('S8: signing out with a token of an external issuer', () => {
  it.each(['jwks', 'shared'] as const)('refuses the token on every transport, in every encoding: %s', async (kind) => {
    const token = issue(newSubject(), {}, kind)
    expect(await codeOf(token)).toBe('ok')

    succeeded(await call('auth.signout', {}, token))

    for (const name of transports)
      expect(await server.by(name).call('tasks.create', { title: 'Too late' }, token)).toMatchObject({
        code: 'invalid_token',
      })
    for (const spelling of kind === 'shared' ? spellingsOf(token) : [])
      expect(await codeOf(spelling)).toBe('invalid_token')
  })

  it('ends the tokens of the same `sid` that were issued before, and no others', async () => {
    const [sub, sid] = [newSubject(), 'a session']
    const earlier = issue(sub, { sid, exp: Math.floor(clock / 1000) + 3600 })
    later()
    const [token, elsewhere] = [issue(sub, { sid }), issue(sub, { sid: 'another session' })]
    const ofOther = issue(newSubject(), { sid })
    for (const one of [earlier, token, elsewhere, ofOther]) expect(await codeOf(one)).toBe('ok')

    succeeded(await call('auth.signout', {}, token))

    expect(await Promise.all([earlier, token, elsewhere, ofOther].map(codeOf))).toEqual([
      'invalid_token',
      'invalid_token',
      'ok',
      'ok',
    ])
    later(16 * minute)
    expect(await codeOf(earlier)).toBe('invalid_token')
    expect(await codeOf(issue(sub, { sid }))).toBe('ok') // single sign-on: the same session at the issuer
  })

  it('ends the token alone without `sid`: by `jti`, else by `iat`', async () => {
    const sub = newSubject()
    const [one, two] = [issue(sub, { jti: 'one' }), issue(sub, { jti: 'two' })]
    const plain = issue(sub)
    later()
    const next = issue(sub)
    for (const token of [one, plain]) succeeded(await call('auth.signout', {}, token))

    expect(await Promise.all([one, two, plain, next].map(codeOf))).toEqual([
      'invalid_token',
      'ok',
      'invalid_token',
      'ok',
    ])
  })

  it('ends a token whose issuer has a fast clock', async () => {
    const iat = Math.floor(clock / 1000) + 50
    const token = issue(newSubject(), { sid: 'a session', iat, exp: iat + 900 })
    succeeded(await call('auth.signout', {}, token))

    later(5000)
    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is refused if no claim identifies the token, which stays valid', async () => {
    const token = issue(newSubject(), { iat: undefined })

    expect(await call('auth.signout', {}, token)).toMatchObject({ code: 'token_not_revocable' })
    expect(await call('auth.sessions.revokeOthers', {}, token)).toMatchObject({ code: 'token_not_revocable' })
    expect(await codeOf(token)).toBe('ok')
  })

  it('of all others ends every token issued until now, except the current one', async () => {
    const sub = newSubject()
    const [other, another] = [issue(sub), issue(sub, { jti: 'another' })]
    later()
    const current = issue(sub)
    for (const token of [other, another, current]) expect(await codeOf(token)).toBe('ok')

    succeeded(await call('auth.sessions.revokeOthers', {}, current))
    later()

    expect(await Promise.all([other, another, current, issue(sub)].map(codeOf))).toEqual([
      'invalid_token',
      'invalid_token',
      'ok',
      'ok',
    ])
  })

  it('of all others, and a new password, end tokens by the shared secret that act for a local user', async () => {
    for (const end of ['auth.sessions.revokeOthers', 'auth.changePassword']) {
      const ada = await server.signUp()
      const token = issue(ada.id, {}, 'shared')
      expect(await codeOf(token)).toBe('ok')

      succeeded(
        await call(
          end,
          end === 'auth.changePassword' ? { currentPassword: 'Test123!', newPassword: 'Test123! and more' } : {},
          ada.token,
        ),
      )

      expect(await codeOf(token)).toBe('invalid_token')
    }
  })
})

describe('S9: deleting the account of a user of an external issuer', () => {
  const remove = (token: string, input = {}) => call('auth.deleteMe', input, token)

  it('needs a token of the last five minutes and no password', async () => {
    const sub = newSubject()
    const old = issue(sub)
    succeeded(await call('tasks.create', { title: 'Buy milk' }, old))
    later(5 * minute + 1000)

    expect(await remove(old)).toMatchObject({ code: 'recent_sign_in_required' })
    expect(await remove(issue(sub, { iat: undefined }))).toMatchObject({ code: 'recent_sign_in_required' })
    expect(await remove(issue(sub), { password: 'Test123!' })).toMatchObject({ code: 'wrong_password' })
    expect(await codeOf(old)).toBe('ok')

    const recent = issue(sub)
    later(5 * minute - 1000)
    expect(await remove(recent)).toMatchObject({ ok: true })

    const db = await server.database()
    expect(await db.$count(users, eq(users.id, sub))).toBe(0)
    expect(await db.$count(tasks, eq(tasks.userId, sub))).toBe(0)
  })

  it('is final: earlier tokens create no account, and a later one an empty one', async () => {
    const sub = newSubject()
    const earlier = issue(sub, { name: 'Ada', jti: 'earlier' })
    const token = issue(sub)
    succeeded(await call('tasks.create', { title: 'Buy milk' }, earlier))
    succeeded(await remove(token))

    expect(await Promise.all([earlier, token].map(codeOf))).toEqual(['invalid_token', 'invalid_token'])
    later(10 * minute)
    expect(await codeOf(earlier)).toBe('invalid_token')
    expect(await call('tasks.list', {}, issue(sub))).toMatchObject({ value: { items: [] } })
    expect(await codeOf(earlier)).toBe('invalid_token')
  })

  it('asks users with a password for it, whatever their token', async () => {
    const ada = await server.signUp()

    for (const token of [ada.token, issue(ada.id, {}, 'shared')])
      expect(await remove(token)).toMatchObject({ code: 'invalid_input', fields: ['body/password'] })
    expect(await codeOf(ada.token)).toBe('ok')
  })
})

it('ended tokens are forgotten once every token that they stand for has expired', async () => {
  const [sub, days] = [newSubject(), 86_400_000]
  for (const claims of [{}, { sid: 'a session' }, { jti: 'one' }])
    succeeded(await call('auth.signout', {}, issue(sub, claims)))
  const db = await server.database()
  const keysAt = async (at: number) => {
    await purgeEndedTokens(db, new Date(at))
    const rows = await db.select({ key: endedTokens.key }).from(endedTokens).where(eq(endedTokens.userId, sub))
    return rows.map(({ key }) => key.split(' ')[0]).sort()
  }

  expect(await keysAt(clock + 14 * minute)).toEqual(['iat', 'jti', 'sid'])
  expect(await keysAt(clock + 15 * minute)).toEqual(['sid'])
  expect(await keysAt(clock + 30 * days)).toEqual(['sid'])
  expect(await keysAt(clock + 31 * days)).toEqual([])
})
