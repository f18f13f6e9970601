import type { PersonalTokenPage } from '@taskpact/contract'
import { json, startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hostile } from '../support/hostile-texts.js'
import { createToken } from './token-calls.js'

const day = 24 * 60 * 60_000
let server: TestServer
let ada: User
let ahead = 0
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(Date.now() + ahead) })
})
afterAll(() => server?.close())
beforeEach(async () => {
  ahead = 0
  ada = await server.signUp()
})

describe('creating a personal access token', () => {
  it.each(Object.entries(hostile))('stores a name as it returns it, or refuses it: %s', async (_what, name) => {
    const input = { name, scopes: ['tasks:read'], password: testPassword }
    const outcome = await ada.call('auth.tokens.create', input, { via: 'rest' })

    if (!outcome.ok) return expect(outcome).toMatchObject({ code: 'invalid_input', fields: ['body/name'] })
    const { items } = await ada.value<PersonalTokenPage>('auth.tokens.list')
    const exported = await ada.value<{ tokens: { name: string }[] }>('auth.exportMe', {}, { via: 'rest' })
    expect(outcome.value).toMatchObject({ name: items[0]?.name })
    expect(exported.tokens[0]?.name).toBe(items[0]?.name)
  })

  it.each([
    ['three equal ones', Array(3).fill('tasks:read'), 201],
    ['1000', Array(1000).fill('tasks:read'), 400],
    ['__proto__', ['__proto__'], 400],
    ['constructor', ['constructor'], 400],
    ['a space at the end', ['tasks:read '], 400],
    ['capitals', ['TASKS:READ'], 400],
    ['NUL', ['tasks:read\u0000'], 400],
    ['a list in a list', [['tasks:read']], 400],
    ['an object like a list', { 0: 'tasks:read', length: 1 }, 400],
    ['null', null, 400],
  ])('accepts each scope once, and no other value: %s', async (_what, scopes, expected) => {
    const body = json({ name: 'A script', scopes, password: testPassword })
    const response = await server.send('/api/auth/tokens', { method: 'POST', token: ada.token, ...body })

    expect(response.status).toBe(expected)
    if (expected === 201) expect(response.body).toMatchObject({ scopes: ['tasks:read'] })
  })
})

describe('a personal access token', () => {
  it('is refused with other characters around it, in another case or of another length', async () => {
    const { token } = await createToken(ada, ['account:read'])
    const short = token.slice(0, -1)
    const long = `tpt_${'0'.repeat(1_000_000)}`
    for (const sent of [
      `${token} `,
      ` ${token}`,
      `${token}\n`,
      `${token}\u0000`,
      token.toUpperCase(),
      token + token,
      short,
      long,
      'tpt_',
    ])
      expect(await server.by('in-process').call('auth.me', {}, sent)).toMatchObject({ code: 'invalid_token' })
  })

  it('is refused in a repeated header, with another scheme and in the query', async () => {
    const { token } = await createToken(ada, ['account:read'])
    const statusWith = async (authorization: string | string[]) =>
      (await server.send('/api/auth/me', { headers: { authorization: authorization as string } })).status

    expect(await statusWith(`Bearer ${token}`)).toBe(200)
    expect(await statusWith([`Bearer ${token}`, `Bearer ${ada.token}`])).toBe(401)
    expect(await statusWith(`Basic ${token}`)).toBe(401)
    expect(await statusWith(token)).toBe(401)
    expect((await server.send(`/api/auth/me?access_token=${token}`)).status).toBe(401)
  })

  it('gets no 304 without the scope', async () => {
    const { token } = await createToken(ada, ['account:read'])
    const { token: reader } = await createToken(ada, ['tasks:read'])
    const { headers } = await server.send('/api/me/tasks', { token: ada.token })
    const ifNoneMatch = { 'if-none-match': String(headers.etag) }

    expect((await server.send('/api/me/tasks', { token: reader, headers: ifNoneMatch })).status).toBe(304)
    expect((await server.send('/api/me/tasks', { token, headers: ifNoneMatch })).status).toBe(403)
  })

  it('gets no replayed response without the scope', async () => {
    const { token: writer } = await createToken(ada, ['tasks:write'])
    const { token: reader } = await createToken(ada, ['tasks:read'])
    const body = json({ title: 'Once' }, { 'idempotency-key': '"once"' })
    const create = (token: string) => server.send('/api/me/tasks', { method: 'POST', token, ...body })
    const first = await create(ada.token)

    expect(await create(writer)).toMatchObject({ status: 201, body: first.body })
    expect((await create(reader)).status).toBe(403)
  })

  it('is judged for each call of a tRPC batch', async () => {
    const { token } = await createToken(ada, ['tasks:read'])
    const path = '/trpc/tasks.stats,auth.me,auth.tokens.list?batch=1&input=%7B%7D'
    const { status, body, headers } = await server.send(path, { token })
    const codes = (body as { error?: { data: { problem: { code: string } } } }[]).map(
      (one) => one.error?.data.problem.code,
    )

    expect(status).toBe(207)
    expect(codes).toEqual([undefined, 'insufficient_scope', 'insufficient_scope'])
    expect(headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope", scope="account:read"/)
  })

  it('gets no changes once it is revoked while it waits for them', async () => {
    const { token, id } = await createToken(ada, ['tasks:read'])
    const { nextCursor: since } = await ada.value<{ nextCursor: string }>('tasks.changes')
    const waiting = server.by('rest').call('tasks.changes', { since, wait: 10 }, token)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await ada.value('auth.tokens.revoke', { tokenId: id })
    await ada.value('tasks.create', { title: 'After the end' })

    expect(await waiting).toMatchObject({ code: 'invalid_token' })
  })

  it('ends its streams when it expires', async () => {
    const { token } = await createToken(ada, ['tasks:read'], { expiresInDays: 1 })
    const stream = await fetch(`${server.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })
    ahead = day + 1000

    expect(await stream.text()).toContain('token_expired')
  })
})
