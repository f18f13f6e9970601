import { randomUUID } from 'node:crypto'
import { type Calls, startTestServer, succeeded, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimsOf, forge, hmac } from '../../server/test/security/token-forging.js'
import { type BetterAuth, openBetterAuth } from './better-auth-server.js'

let betterAuth: BetterAuth
let server: TestServer
let localUser: User
beforeAll(async () => {
  betterAuth = await openBetterAuth()
  // Operators may write a trailing slash; Better Auth does not.
  const env = { AUTH_JWKS_URL: betterAuth.jwksUrl, AUTH_ISSUER: `${betterAuth.origin}/` }
  server = await startTestServer({ env })
  localUser = await server.signUp()
})
afterAll(async () => {
  await server?.close()
  await betterAuth?.close()
})

const newAddress = () => `${randomUUID()}@example.org`

const transport = 'in-process'

describe('a user of Better Auth', () => {
  const call: Calls['call'] = (...args) => server.by(transport).call(...args)

  it('creates, lists and completes tasks', async () => {
    const { id, token } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })

    const task = succeeded(await call('tasks.create', { title: 'Task of Grace' }, token)) as { id: string }
    expect(task).toMatchObject({ userId: id, title: 'Task of Grace', completed: false })
    expect(await call('tasks.complete', { userId: id, taskId: task.id }, token)).toMatchObject({
      value: { id: task.id, completed: true },
    })
    expect(await call('tasks.list', { userId: 'me' }, token)).toMatchObject({
      value: { items: [{ id: task.id, userId: id, completed: true }] },
    })
  })

  it('has the id, e-mail address and name of its token', async () => {
    const profile = { email: newAddress(), name: 'Grace Hopper' }
    const { id, token } = await betterAuth.signUp(profile)

    expect(id).toMatch(/^[a-zA-Z0-9]{32}$/)
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id, ...profile } })
  })

  it('has no e-mail address while it is not verified, so that the address does not block its owner', async () => {
    const email = newAddress()
    const { token } = await betterAuth.signUp({ email, name: 'Grace', isVerified: false })

    expect(await call('auth.me', {}, token)).toMatchObject({ value: { email: null, name: 'Grace' } })
    expect(await call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ ok: true })
  })

  it('has the name of its newest token', async () => {
    const { token, session } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { name: 'Grace' } })

    const newer = await betterAuth.rename(session, 'Grace Hopper')

    expect(await call('auth.me', {}, newer)).toMatchObject({ value: { name: 'Grace Hopper' } })
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { name: 'Grace Hopper' } })
  })

  it('signs out, and deletes the account without a password', async () => {
    const [one, two] = [
      await betterAuth.signUp({ email: newAddress(), name: 'One' }),
      await betterAuth.signUp({ email: newAddress(), name: 'Two' }),
    ]

    succeeded(await call('auth.signout', {}, one.token))
    succeeded(await call('auth.deleteMe', {}, two.token))

    for (const { token } of [one, two])
      expect(await call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
  })

  it('is created once by concurrent first requests', async () => {
    const profile = { email: newAddress(), name: 'Grace' }
    const { id, token } = await betterAuth.signUp(profile)

    const titles = ['a', 'b', 'c', 'd', 'e']
    const outcomes = await Promise.all(titles.map((title) => call('tasks.create', { title }, token)))
    expect(outcomes.map((outcome) => outcome.ok)).toEqual(titles.map(() => true))

    const first = succeeded(await call('auth.me', {}, token))
    expect(first).toMatchObject({ id, email: profile.email })
    expect(succeeded(await call('auth.me', {}, token))).toEqual(first)
    const list = succeeded(await call('tasks.list', {}, token)) as { items: { title: string; revision: number }[] }
    expect(list.items.map(({ title }) => title).sort()).toEqual(titles)
    expect(list.items.map(({ revision }) => revision).sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('does not take over an account with the same e-mail address', async () => {
    const ada = await server.signUp(newAddress())
    await call('tasks.create', { title: 'Of Ada' }, ada.token)
    const mallory = await betterAuth.signUp({ email: ada.email.toUpperCase(), name: 'Mallory' })

    expect(await call('auth.me', {}, mallory.token)).toMatchObject({ value: { id: mallory.id, email: null } })
    expect(await call('tasks.list', {}, mallory.token)).toMatchObject({ value: { items: [] } })
    expect(await call('tasks.list', { userId: ada.id }, mallory.token)).toMatchObject({ code: 'forbidden' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { id: ada.id, email: ada.email } })
    expect(await call('auth.signin', { email: ada.email, password: 'Test123!' })).toMatchObject({ ok: true })
  })

  it('has no password, so every sign-in fails', async () => {
    const { id, token } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })
    const { email } = succeeded(await call('auth.me', {}, token)) as { email: string }
    const change = { currentPassword: 'Test123!', newPassword: 'Test123! and more' }

    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.changePassword', change, token)).toMatchObject({ code: 'wrong_password' })
    expect(await call('auth.deleteMe', { password: 'Test123!' }, token)).toMatchObject({ code: 'wrong_password' })
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id } })
  })

  it('does not list or revoke sessions of another user', async () => {
    const { token } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })

    expect(await call('auth.sessions.list', {}, token)).toMatchObject({ value: { items: [] } })
    expect(await call('auth.sessions.revoke', { sessionId: localUser.sessionId }, token)).toMatchObject({
      code: 'not_found',
    })
    expect(await call('auth.sessions.revokeOthers', {}, token)).toMatchObject({ ok: true })
    expect(await call('auth.me', {}, localUser.token)).toMatchObject({ ok: true })
  })

  it('does not read tasks of another user', async () => {
    const [one, two] = [
      await betterAuth.signUp({ email: newAddress(), name: 'One' }),
      await betterAuth.signUp({ email: newAddress(), name: 'Two' }),
    ]
    const task = succeeded(await call('tasks.create', { title: 'Task of one' }, one.token)) as { id: string }

    expect(await call('tasks.get', { taskId: task.id }, two.token)).toMatchObject({ code: 'not_found' })
    expect(await call('tasks.get', { userId: one.id, taskId: task.id }, two.token)).toMatchObject({ code: 'forbidden' })
  })

  it('is refused if the claims or the signature of the token were changed', async () => {
    const { token } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })
    const [head, , signature] = token.split('.')
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: localUser.id })).toString('base64url')

    for (const changed of [`${head}.${claims}.${signature}`, `${token.slice(0, -10)}AAAAAAAAAA`]) {
      expect(await call('auth.me', {}, changed)).toMatchObject({ code: 'invalid_token' })
    }
  })

  it('is refused with the session token of Better Auth, which is not a JWT', async () => {
    const { session } = await betterAuth.signUp({ email: newAddress(), name: 'Grace' })

    expect(await call('auth.me', {}, session)).toMatchObject({ code: 'invalid_token' })
  })
})

describe('a token signed with the shared secret', () => {
  const call: Calls['call'] = (...args) => server.by(transport).call(...args)
  const exp = Math.floor(Date.now() / 1000) + 900

  it('is accepted, and creates its user', async () => {
    const sub = randomUUID().replaceAll('-', '')
    const token = forge(
      { alg: 'HS256', typ: 'JWT' },
      { sub, exp, email: `${sub}@example.org`, emailVerified: true, name: 'Seed' },
    )

    expect(await call('tasks.create', { userId: sub, title: 'By a signed token' }, token)).toMatchObject({
      value: { userId: sub },
    })
    expect(await call('auth.me', {}, token)).toMatchObject({
      value: { id: sub, email: `${sub}@example.org`, name: 'Seed' },
    })
  })

  it('is accepted with only sub and exp', async () => {
    const sub = randomUUID()

    expect(await call('auth.me', {}, forge({ alg: 'HS256' }, { sub, exp }))).toMatchObject({
      value: { id: sub, email: null, name: null },
    })
  })

  it('is refused if signed with the secret of Better Auth', async () => {
    const sign = hmac('a secret of Better Auth, which is not that of the server')

    expect(await call('auth.me', {}, forge({ alg: 'HS256' }, { sub: 'eve', exp }, sign))).toMatchObject({
      code: 'invalid_token',
    })
  })
})
