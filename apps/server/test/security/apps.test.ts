import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { AccountExport, App, AppPage } from '@taskpact/contract'
import { oauthRecords } from '@taskpact/db'
import {
  callTool,
  startMailServer,
  startTestServer,
  type TestMailServer,
  type TestServer,
  testPassword,
  type User,
} from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedApp, publicUrl, storeConnectedApp, storePendingGrant, withApps } from '../support/stored-app.js'

const minute = 60_000
let server: TestServer
let mail: TestMailServer
let ada: User
let ahead = 0
const statements: string[] = []
const now = () => new Date(Date.now() + ahead)
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({
    env: { ...mail.env, ...withApps },
    now,
    onQuery: (statement) => void statements.push(statement),
  })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})
beforeEach(async () => {
  ahead = 0
  ada = await server.signUp()
})

const connect = async (user: User, app: Parameters<typeof storeConnectedApp>[1]['app'] = {}, more: object = {}) =>
  storeConnectedApp(await server.database(), { userId: user.id, app, now: now(), ...more })
const listed = async (user = ada) => (await user.value<AppPage>('auth.apps.list')).items
const use = (token: string) => server.by('rest').call('tasks.list', {}, token)
const recordsOf = async (user: User) => {
  const database = await server.database()
  return await database.select().from(oauthRecords).where(eq(oauthRecords.owner, user.id))
}
const kindsOf = async (user: User) =>
  (await user.value<{ items: { kind: string }[] }>('auth.events.list')).items.map(({ kind }) => kind)
const openStream = (token: string) =>
  fetch(`${server.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })

describe('the list of connected apps', () => {
  it('O1: shows what the user was shown, newest first', async () => {
    const calendar = await connect(ada, { scopes: ['tasks:write', 'openid'] })
    ahead = minute
    const television = await connect(ada, { clientId: 'https://tv.example/app.json', name: 'TV', host: null })

    const [second, first, ...more] = await listed()

    expect(more).toEqual([])
    expect(first).toEqual({
      id: calendar.id,
      clientId: 'calendar',
      name: 'Calendar',
      host: 'calendar.example',
      scopes: ['tasks:read', 'tasks:write'],
      createdAt: expect.stringMatching(/Z$/),
      lastUsedAt: null,
    })
    expect(second).toMatchObject({ id: television.id, clientId: 'https://tv.example/app.json', name: 'TV', host: null })
    expect(await kindsOf(ada)).toEqual(['app_authorized', 'app_authorized', 'signed_up'])
  })

  it('has pages, also of apps that were authorized at the same time', async () => {
    const at = new Date()
    const created: string[] = []
    for (let n = 0; n < 5; n++) created.push((await connect(ada, {}, { now: at })).id)
    const seen: App[] = []
    let cursor: string | null | undefined
    do {
      const page: AppPage = await ada.value('auth.apps.list', { limit: 2, ...(cursor && { cursor }) }, { via: 'rest' })
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)

    expect(seen.map(({ id }) => id).sort()).toEqual(created.sort())
  })

  it('refuses a cursor of another list, of another user, or with another position', async () => {
    await connect(ada)
    await connect(ada)
    const { nextCursor } = await ada.value<AppPage>('auth.apps.list', { limit: 1 })
    const eve = await server.signUp()
    const parts = JSON.parse(Buffer.from(String(nextCursor), 'base64url').toString()) as unknown[]
    const forged = [[0, '\u0000'], ['x', 'y'], 'z'].map((position) =>
      Buffer.from(JSON.stringify([parts[0], position, parts[2]])).toString('base64url'),
    )

    expect(await eve.call('auth.apps.list', { cursor: nextCursor })).toMatchObject({ code: 'invalid_cursor' })
    expect(await ada.call('auth.tokens.list', { cursor: nextCursor })).toMatchObject({ code: 'invalid_cursor' })
    for (const cursor of forged)
      expect(await ada.call('auth.apps.list', { cursor })).toMatchObject({ code: 'invalid_cursor' })
  })

  it('has neither an app without consent nor one whose authorization has expired', async () => {
    const unfinished = await storePendingGrant(await server.database(), ada.id)
    const expired = await connect(ada, {}, { expiresAt: new Date(Date.now() + minute) })
    expect((await listed()).map(({ id }) => id)).toEqual([expired.id])

    ahead = 2 * minute

    expect(await listed()).toEqual([])
    expect((await ada.value<AccountExport>('auth.exportMe')).apps).toEqual([])
    for (const appId of [unfinished, expired.id])
      expect(await ada.call('auth.apps.revoke', { appId })).toMatchObject({ code: 'not_found' })
  })

  it('is in the export of the account', async () => {
    await connect(ada)
    ahead = minute
    await connect(ada, { name: 'Another' })

    const { apps } = await ada.value<AccountExport>('auth.exportMe')

    expect(apps.map(({ name }) => name)).toEqual(['Another', 'Calendar'])
    expect(apps).toEqual(await listed())
  })

  it('has when an app was last used, which is written at most twice in a minute', async () => {
    const app = await connect(ada)
    const token = await app.token()
    statements.length = 0
    const started = Date.now()
    for (let n = 0; n < 1000; n++) {
      ahead = started + n * 59 - Date.now() // within a minute, however slow the machine is
      await setImmediate() // calls in process leave no time for the timer that writes
      await server.by('in-process').call('tasks.stats', {}, token)
    }
    const marks = () => statements.filter((text) => /^update "oauth_records"/.test(text))

    await expect.poll(async () => (await listed())[0]?.lastUsedAt).toMatch(/Z$/)
    expect(marks().length).toBeGreaterThanOrEqual(1)
    expect(marks().length).toBeLessThanOrEqual(2)
    ahead = 10 * minute
    await use(token)
    await expect
      .poll(async () => Date.parse((await listed())[0]?.lastUsedAt ?? '') - Date.now() > 9 * minute)
      .toBe(true)
  })
})

describe('an access token of an app', () => {
  it('O2: acts for the user, within its scopes', async () => {
    const app = await connect(ada)
    const token = await app.token()

    expect(await use(token)).toMatchObject({ ok: true })
    expect(await server.by('rest').call('tasks.create', { title: 'No' }, token)).toMatchObject({
      code: 'insufficient_scope',
    })
    for (const [name, input] of [
      ['auth.apps.list', {}],
      ['auth.apps.revoke', { appId: app.id }],
      ['auth.exportMe', {}],
    ] as const)
      expect(await server.by('rest').call(name, input, token)).toMatchObject({ code: 'insufficient_scope' })
  })

  it('O2: is accepted for the resource that it was issued for only', async () => {
    const app = await connect(ada)
    const [ofApi, ofMcp, ofOther] = [
      await app.token(),
      await app.token({ aud: `${publicUrl}/mcp` }),
      await app.token({ aud: `${publicUrl}/other` }),
    ]
    const byTool = (token: string) => callTool(server.url, 'list_tasks', {}, { token })

    expect(await use(ofApi)).toMatchObject({ ok: true })
    expect(await use(ofMcp)).toMatchObject({ code: 'invalid_token' })
    expect(await use(ofOther)).toMatchObject({ code: 'invalid_token' })
    expect(await server.by('trpc').call('tasks.list', {}, ofApi)).toMatchObject({ ok: true })
    expect(await server.by('trpc').call('tasks.list', {}, ofMcp)).toMatchObject({ code: 'invalid_token' })
    expect(await byTool(ofMcp)).toMatchObject({ ok: true })
    expect(await byTool(ofApi)).toMatchObject({ ok: false })
  })

  it('O2: is refused for another user than that of the grant', async () => {
    const app = await connect(ada)
    const eve = await server.signUp()

    expect(await use(await app.token({ sub: eve.id }))).toMatchObject({ code: 'invalid_token' })
  })
})

describe('disconnecting an app', () => {
  it('O3: refuses its tokens at once, deletes its records, and is recorded', async () => {
    const app = await connect(ada)
    const other = await connect(ada)
    const token = await app.token()
    await app.storeToken()
    await other.storeToken()
    expect(await use(token)).toMatchObject({ ok: true })

    await ada.value('auth.apps.revoke', { appId: app.id }, { via: 'rest' })

    expect(await use(token)).toMatchObject({ code: 'invalid_token' })
    expect((await listed()).map(({ id }) => id)).toEqual([other.id])
    expect((await recordsOf(ada)).map(({ grantHash }) => grantHash)).toEqual([other.id, other.id])
    expect((await kindsOf(ada))[0]).toBe('app_revoked')
    expect(await app.storeToken()).toBe(false)
    expect(await use(await other.token())).toMatchObject({ ok: true })
  })

  it('O3: ends the streams that the app opened', async () => {
    const app = await connect(ada)
    const stream = await openStream(await app.token())
    const ended = stream.text()
    await ada.value('auth.apps.revoke', { appId: app.id })
    const revoked = performance.now()
    await ada.value('tasks.create', { title: 'After the end' })

    const text = await ended

    expect(performance.now() - revoked).toBeLessThan(5000)
    expect(text).toContain('invalid_token')
    expect(text).not.toContain('After the end')
  })

  it('fails with not_found for an app of another user, an unknown one, and one that is disconnected', async () => {
    const app = await connect(ada)
    await app.storeToken()
    const eve = await server.signUp()
    const revoke = (user: User, appId: string) => user.call('auth.apps.revoke', { appId })
    const [refreshToken] = (await recordsOf(ada)).filter(({ kind }) => kind === 'RefreshToken')

    expect(await revoke(eve, app.id)).toMatchObject({ code: 'not_found' })
    expect(await revoke(ada, createHash('sha256').update('unknown').digest('base64url'))).toMatchObject({
      code: 'not_found',
    })
    expect(await revoke(ada, String(refreshToken?.hash))).toMatchObject({ code: 'not_found' })
    expect(await use(await app.token())).toMatchObject({ ok: true })
    expect(await recordsOf(ada)).toHaveLength(2)
    await ada.value('auth.apps.revoke', { appId: app.id })
    expect(await revoke(ada, app.id)).toMatchObject({ code: 'not_found' })
  })

  it.each(['', 'x', 'x'.repeat(44), `${'x'.repeat(42)}.`, `${'x'.repeat(42)}\u0000`])('refuses %j', async (appId) => {
    expect(await ada.call('auth.apps.revoke', { appId })).toMatchObject({ code: 'invalid_input' })
  })
})

describe('the end of the access to an account', () => {
  const endings: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'a change of the password',
      () => ada.value('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' }),
    ],
    [
      'a reset of the password',
      async () => {
        await server.by('rest').value('auth.requestPasswordReset', { email: ada.email })
        const { token } = await mail.next(ada.email, /Reset/)
        await server.by('rest').value('auth.resetPassword', { token, newPassword: 'Other-456' })
      },
    ],
    ['the deletion of the account', () => ada.value('auth.deleteMe', { password: testPassword })],
  ]

  it.each(endings)('O4: %s disconnects all apps, and deletes their records', async (_what, end) => {
    const apps: ConnectedApp[] = [await connect(ada), await connect(ada)]
    const tokens = await Promise.all(apps.map((app) => app.token()))
    for (const app of apps) await app.storeToken()
    for (const token of tokens) expect(await use(token)).toMatchObject({ ok: true })
    const stream = await openStream(String(tokens[0]))
    const text = stream.text()

    await end()

    for (const token of tokens) expect(await use(token)).toMatchObject({ code: 'invalid_token' })
    expect(await recordsOf(ada)).toEqual([])
    for (const app of apps) expect(await app.storeToken()).toBe(false)
    expect(await text).toContain('event: end')
  })

  it('signing out does not disconnect an app', async () => {
    const app = await connect(ada)
    const token = await app.token()

    await ada.value('auth.signout')

    expect(await use(token)).toMatchObject({ ok: true })
  })
})
