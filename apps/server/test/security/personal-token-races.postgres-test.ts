import { accessTokens, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CuttingProxy, startCuttingProxy } from '../concurrency/cutting-proxy.js'
import { createToken, externalToken } from './token-calls.js'

let database: TestDatabase
let server: TestServer
const rejections: unknown[] = []
const onRejection = (reason: unknown) => void rejections.push(reason)
beforeAll(async () => {
  process.on('unhandledRejection', onRejection)
  database = await createTestDatabase()
  server = await startTestServer({ database })
})
afterAll(async () => {
  await server?.close()
  await database?.drop()
  process.off('unhandledRejection', onRejection)
})

const input = { name: 'Racing', scopes: ['account:read'], password: testPassword }
const codeOf = (outcome: { ok: boolean; code?: string }) => (outcome.ok ? 'ok' : outcome.code)
const me = (token: string, to = server) => to.by('in-process').call('auth.me', {}, token)
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('races', () => {
  it('of creating a token and deleting the account leave no token', async () => {
    const seen = new Set<string>()
    for (let n = 0; n < 25; n++) {
      const user = await server.signUp()
      const [created, , deleted] = await Promise.all([
        later(n % 3).then(() => user.call('auth.tokens.create', input)),
        user.call('auth.tokens.create', input),
        later(n % 5).then(() => user.call('auth.deleteMe', { password: testPassword })),
      ])
      expect(deleted).toMatchObject({ ok: true })
      seen.add(String(codeOf(created)))
      const db = await server.database()
      expect(await db.select().from(accessTokens).where(eq(accessTokens.owner, user.id))).toEqual([])
      if (created.ok)
        expect(await me((created.value as { token: string }).token)).toMatchObject({ code: 'invalid_token' })
    }
    expect([...seen].filter((code) => !['ok', 'invalid_token'].includes(code))).toEqual([])
  })

  it('of creating a token and changing the password create none with the previous password afterwards', async () => {
    const seen = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const user = await server.signUp()
      const [created, changed] = await Promise.all([
        later(n % 4).then(() => user.call('auth.tokens.create', input)),
        user.call('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' }),
      ])
      seen.add(`${codeOf(created)} ${codeOf(changed)}`)
    }
    expect([...seen].filter((codes) => !/^(ok|invalid_token|wrong_password) ok$/.test(codes))).toEqual([])
  })

  it('of revoking and using a token accept no use after the revocation', async () => {
    for (let n = 0; n < 30; n++) {
      const user = await server.signUp()
      const { token, id } = await createToken(user, ['account:read'])
      let revoked = false
      const uses: Promise<string>[] = []
      const use = async () => {
        const after = revoked
        const outcome = await me(token)
        return after ? `after ${codeOf(outcome)}` : `before ${codeOf(outcome)}`
      }
      const revoking = later(n % 6)
        .then(() => user.value('auth.tokens.revoke', { tokenId: id }))
        .then(() => (revoked = true))
      for (let i = 0; i < 12; i++) {
        uses.push(use())
        await later(1)
      }
      await revoking
      uses.push(use(), use())
      expect(
        (await Promise.all(uses)).filter((one) => !/^(before (ok|invalid_token)|after invalid_token)$/.test(one)),
      ).toEqual([])
    }
  })

  it('of revoking, deleting, creating and using fail with expected codes only', async () => {
    const seen = new Set<string>()
    for (let n = 0; n < 10; n++) {
      const user = await server.signUp()
      const tokens = await Promise.all([1, 2, 3, 4].map(() => createToken(user, ['account:read'])))
      const outcomes = await Promise.all([
        ...tokens.map(({ token }) => me(token)),
        ...tokens.flatMap(({ id }) => [
          user.call('auth.tokens.revoke', { tokenId: id }),
          user.call('auth.tokens.revoke', { tokenId: id }),
        ]),
        user.call('auth.tokens.create', input),
        user.call('auth.tokens.list'),
        user.call('auth.exportMe'),
        later(n).then(() => user.call('auth.deleteMe', { password: testPassword })),
        user.call('auth.deleteMe', { password: testPassword }),
      ])
      for (const outcome of outcomes) seen.add(String(codeOf(outcome)))
    }
    expect([...seen]).not.toContain('internal')
  })

  it('of an external user who deletes the account', async () => {
    for (let n = 0; n < 10; n++) {
      const token = externalToken()
      const call = server.by('in-process').call
      const { id } = (await server.by('in-process').value('auth.me', {}, token)) as { id: string }
      const [created, deleted] = await Promise.all([
        call('auth.tokens.create', { name: 'x', scopes: ['account:read'] }, token),
        later(n % 3).then(() => call('auth.deleteMe', {}, token)),
      ])
      expect(deleted).toMatchObject({ ok: true })
      expect(['ok', 'invalid_token']).toContain(codeOf(created))
      const db = await server.database()
      expect(await db.select().from(accessTokens).where(eq(accessTokens.owner, id))).toEqual([])
    }
  })
})

describe('faults', () => {
  let proxy: CuttingProxy
  let behind: TestServer
  let user: User
  const statements: string[] = []
  beforeAll(async () => {
    const url = new URL(database.url)
    proxy = await startCuttingProxy(Number(url.port || 5432))
    url.port = String(proxy.port)
    url.searchParams.set('pgbouncer', 'true') // so that statements are sent as text
    behind = await startTestServer({
      database: { url: url.href, drop: async () => {} },
      onQuery: (text) => void statements.push(text),
    })
    user = await behind.signUp()
  })
  afterAll(async () => {
    await behind?.close()
    await proxy?.close()
  })

  it('a use that cannot be recorded succeeds, and is recorded later', async () => {
    const { token, id } = await createToken(user, ['account:read'])
    const cut = proxy.cut({ sentBy: 'client', at: 'update "access_tokens"' })
    statements.length = 0
    const first = await me(token, behind)
    await Promise.race([cut, later(3000)])
    expect(first).toMatchObject({ ok: true })
    await later(200)
    expect(await me(token, behind)).toMatchObject({ ok: true })
    await expect
      .poll(async () => {
        const { items } = await user.value<{ items: { id: string; lastUsedAt: string | null }[] }>('auth.tokens.list')
        return items.find((one) => one.id === id)?.lastUsedAt
      })
      .toMatch(/Z$/)
  })

  it('a look-up that is cut fails with unavailable, and the next one succeeds', async () => {
    const { token } = await createToken(user, ['account:read'])
    const cut = proxy.cut({ sentBy: 'client', at: 'from "access_tokens" where "access_tokens"."hash"' })
    const first = await Promise.all([me(token, behind), me(token, behind)])
    await Promise.race([cut, later(3000)])
    expect(first.map(codeOf).filter((code) => !['ok', 'unavailable'].includes(String(code)))).toEqual([])
    expect(await me(token, behind)).toMatchObject({ ok: true })
  })

  it('a request does not wait until its use is recorded', async () => {
    const { token, id } = await createToken(user, ['account:read'])
    const other = await openDatabase(database.url, { poolMax: 1 })
    const [stored] = await other.db
      .select({ hash: accessTokens.hash })
      .from(accessTokens)
      .where(and(eq(accessTokens.owner, user.id), eq(accessTokens.id, id)))
    let ms = 0
    await other.db.transaction(async (tx) => {
      await tx.execute(sql`select from access_tokens where hash = ${stored?.hash} for update`)
      const started = performance.now()
      await me(token, behind)
      ms = performance.now() - started
    })
    await other.close()
    expect(ms).toBeLessThan(1000)
  })

  it('a revocation whose event cannot be recorded ends no token, or is recorded when it is repeated', async () => {
    const { token, id } = await createToken(user, ['account:read'])
    expect(await me(token, behind)).toMatchObject({ ok: true })
    void proxy.cut({ sentBy: 'client', at: 'insert into "auth_events"' })
    const revoked = await user.call('auth.tokens.revoke', { tokenId: id })
    expect(revoked).toMatchObject({ code: 'unavailable' })
    await user.call('auth.tokens.revoke', { tokenId: id })
    const { items } = await user.value<{ items: { kind: string }[] }>('auth.events.list')

    expect(items[0]?.kind).toBe('token_revoked')
    expect(await me(token, behind)).toMatchObject({ code: 'invalid_token' })
  })

  it('an outage: cached and uncached tokens', async () => {
    const { token } = await createToken(user, ['tasks:read'])
    const stats = () => behind.by('in-process').call('tasks.stats', {}, token)
    expect(await stats()).toMatchObject({ ok: true })
    const stream = await fetch(`${behind.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })
    let ended = false
    const reading = stream
      .text()
      .then(() => (ended = true))
      .catch(() => (ended = true))
    await proxy.close()
    const cached = await stats()
    await later(4500)
    const uncached = await stats()
    const unknown = await me(`tpt_${'0'.repeat(49)}`, behind)
    expect(codeOf(cached)).toBe('unavailable')
    expect(codeOf(uncached)).toBe('unavailable')
    expect(codeOf(unknown)).toBe('invalid_token')
    expect(ended).toBe(false)
    await behind.close()
    await reading
    expect(rejections).toEqual([])
  }, 30_000)
})
