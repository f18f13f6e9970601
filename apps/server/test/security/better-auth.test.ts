import { randomUUID } from 'node:crypto'
import { type Calls, startTestServer, succeeded, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BetterAuth, openBetterAuth } from './better-auth-server.js'
import { claimsOf, forge, hmac } from './token-forging.js'

let betterAuth: BetterAuth
let gate: TestServer
let own: User
beforeAll(async () => {
  betterAuth = await openBetterAuth()
  // A slash at the end, as people write origins; Better Auth writes none.
  const env = { AUTH_JWKS_URL: betterAuth.jwksUrl, AUTH_ISSUER: `${betterAuth.origin}/` }
  gate = await startTestServer({ env })
  own = await gate.signUp()
})
afterAll(async () => {
  await gate?.close()
  await betterAuth?.close()
})

const address = () => `${randomUUID()}@example.org`

const way = 'in-process'

describe('a user of Better Auth', () => {
  const call: Calls['call'] = (...args) => gate.by(way).call(...args)

  it('creates, lists and completes tasks', async () => {
    const { id, token } = await betterAuth.join({ email: address(), name: 'Grace' })

    const task = succeeded(await call('tasks.create', { title: 'Of Grace' }, token)) as { id: string }
    expect(task).toMatchObject({ userId: id, title: 'Of Grace', completed: false })
    expect(await call('tasks.complete', { userId: id, taskId: task.id }, token)).toMatchObject({
      value: { id: task.id, completed: true },
    })
    expect(await call('tasks.list', { userId: 'me' }, token)).toMatchObject({
      value: { items: [{ id: task.id, userId: id, completed: true }] },
    })
  })

  it('is known here by the id, the address and the name there', async () => {
    const person = { email: address(), name: 'Grace Hopper' }
    const { id, token } = await betterAuth.join(person)

    expect(id).toMatch(/^[a-zA-Z0-9]{32}$/)
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id, ...person } })
  })

  it('is made once, however many first calls there are', async () => {
    const person = { email: address(), name: 'Grace' }
    const { id, token } = await betterAuth.join(person)

    const titles = ['a', 'b', 'c', 'd', 'e']
    const made = await Promise.all(titles.map((title) => call('tasks.create', { title }, token)))
    expect(made.map((outcome) => outcome.ok)).toEqual(titles.map(() => true))

    const first = succeeded(await call('auth.me', {}, token))
    expect(first).toMatchObject({ id, email: person.email })
    expect(succeeded(await call('auth.me', {}, token))).toEqual(first)
    const list = succeeded(await call('tasks.list', {}, token)) as { items: { title: string; revision: number }[] }
    expect(list.items.map(({ title }) => title).sort()).toEqual(titles)
    expect(list.items.map(({ revision }) => revision).sort()).toEqual([1, 2, 3, 4, 5])
  })

  it("takes over no account by its address, which is then nobody's but its own", async () => {
    const ada = await gate.signUp(address())
    await call('tasks.create', { title: 'Of Ada' }, ada.token)
    const mallory = await betterAuth.join({ email: ada.email.toUpperCase(), name: 'Mallory' })

    expect(await call('auth.me', {}, mallory.token)).toMatchObject({ value: { id: mallory.id, email: null } })
    expect(await call('tasks.list', {}, mallory.token)).toMatchObject({ value: { items: [] } })
    expect(await call('tasks.list', { userId: ada.id }, mallory.token)).toMatchObject({ code: 'forbidden' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { id: ada.id, email: ada.email } })
    expect(await call('auth.signin', { email: ada.email, password: 'Test123!' })).toMatchObject({ ok: true })
  })

  it('has no password here, so none is right', async () => {
    const { id, token } = await betterAuth.join({ email: address(), name: 'Grace' })
    const { email } = succeeded(await call('auth.me', {}, token)) as { email: string }
    const change = { currentPassword: 'Test123!', newPassword: 'Test123! and more' }

    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.changePassword', change, token)).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.deleteMe', { password: 'Test123!' }, token)).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id } })
  })

  it('sees and ends no session of another user', async () => {
    const { token } = await betterAuth.join({ email: address(), name: 'Grace' })

    expect(await call('auth.sessions.list', {}, token)).toMatchObject({ value: { items: [] } })
    expect(await call('auth.sessions.revoke', { sessionId: own.sessionId }, token)).toMatchObject({ code: 'not_found' })
    expect(await call('auth.sessions.revokeOthers', {}, token)).toMatchObject({ ok: true })
    expect(await call('auth.me', {}, own.token)).toMatchObject({ ok: true })
  })

  it('keeps apart from another one', async () => {
    const [one, two] = [
      await betterAuth.join({ email: address(), name: 'One' }),
      await betterAuth.join({ email: address(), name: 'Two' }),
    ]
    const task = succeeded(await call('tasks.create', { title: 'Of one' }, one.token)) as { id: string }

    expect(await call('tasks.get', { taskId: task.id }, two.token)).toMatchObject({ code: 'not_found' })
    expect(await call('tasks.get', { userId: one.id, taskId: task.id }, two.token)).toMatchObject({ code: 'forbidden' })
  })

  it('is nobody by a token whose claims or signature were changed', async () => {
    const { token } = await betterAuth.join({ email: address(), name: 'Grace' })
    const [head, , signature] = token.split('.')
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: own.id })).toString('base64url')

    for (const bad of [`${head}.${claims}.${signature}`, `${token.slice(0, -10)}AAAAAAAAAA`]) {
      expect(await call('auth.me', {}, bad)).toMatchObject({ code: 'invalid_token' })
    }
  })

  it('is nobody by the session token there, which is no JWT', async () => {
    const { session } = await betterAuth.join({ email: address(), name: 'Grace' })

    expect(await call('auth.me', {}, session)).toMatchObject({ code: 'invalid_token' })
  })
})

describe('a token by the shared secret', () => {
  const call: Calls['call'] = (...args) => gate.by(way).call(...args)
  const exp = Math.floor(Date.now() / 1000) + 900

  it('works, and makes its user', async () => {
    const sub = randomUUID().replaceAll('-', '')
    const token = forge({ alg: 'HS256', typ: 'JWT' }, { sub, exp, email: `${sub}@example.org`, name: 'Seed' })

    expect(await call('tasks.create', { userId: sub, title: 'By hand' }, token)).toMatchObject({
      value: { userId: sub },
    })
    expect(await call('auth.me', {}, token)).toMatchObject({
      value: { id: sub, email: `${sub}@example.org`, name: 'Seed' },
    })
  })

  it('works with a subject and an end alone', async () => {
    const sub = randomUUID()

    expect(await call('auth.me', {}, forge({ alg: 'HS256' }, { sub, exp }))).toMatchObject({
      value: { id: sub, email: null, name: null },
    })
  })

  it('is of the secret here, not of that of Better Auth', async () => {
    const by = hmac('a secret of Better Auth, which is not that of the server')

    expect(await call('auth.me', {}, forge({ alg: 'HS256' }, { sub: 'eve', exp }, by))).toMatchObject({
      code: 'invalid_token',
    })
  })
})
