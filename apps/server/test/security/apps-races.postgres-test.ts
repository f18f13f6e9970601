import type { AppPage } from '@taskpact/contract'
import { oauthRecords } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConnectedApp, storeConnectedApp, withApps } from '../support/stored-app.js'

let database: TestDatabase
let first: TestServer
let second: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  first = await startTestServer({ database, env: withApps })
  second = await startTestServer({ database, env: withApps })
})
afterAll(async () => {
  await first?.close()
  await second?.close()
  await database?.drop()
})

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const codeOf = (outcome: { ok: boolean; code?: string }) => (outcome.ok ? 'ok' : String(outcome.code))
const use = (token: string, server = first) => server.by('in-process').call('tasks.stats', {}, token)
const connect = async (user: User) => storeConnectedApp(await first.database(), { userId: user.id })
const recordsOf = async (user: User) => {
  const db = await first.database()
  return await db.select().from(oauthRecords).where(eq(oauthRecords.owner, user.id))
}

type End = (user: User, app: ConnectedApp) => Promise<unknown>
const endings: readonly (readonly [string, End])[] = [
  ['disconnecting the app', (user, { id }) => user.value('auth.apps.revoke', { appId: id })],
  ['ending its grant', (_user, app) => app.endGrant()],
  [
    'changing the password',
    (user) => user.value('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' }),
  ],
  ['deleting the account', (user) => user.value('auth.deleteMe', { password: testPassword })],
]

describe('on two instances', () => {
  const ofUsers = endings.filter(([what]) => what !== 'ending its grant')

  it.each(ofUsers)(
    'O3: %s ends an app on this instance at once, and on another within 5 s with its streams',
    async (_what, end) => {
      const user = await first.signUp()
      const app = await connect(user)
      const token = await app.token()
      expect(await use(token, second)).toMatchObject({ ok: true })
      const stream = await fetch(`${second.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })

      await end(user, app)
      const ended = performance.now()

      expect(await use(token, first)).toMatchObject({ code: 'invalid_token' })
      await expect.poll(async () => (await use(token, second)).ok, { timeout: 6000, interval: 50 }).toBe(false)
      expect(performance.now() - ended).toBeLessThanOrEqual(5000)
      expect(await stream.text()).toContain('event: end')
    },
    20_000,
  )
})

describe('races', () => {
  it.each(endings)('O3: of %s and storing a token leave no token of the grant', async (_what, end) => {
    const stored = new Set<boolean>()
    for (let n = 0; n < 25; n++) {
      const user = await first.signUp()
      const app = await connect(user)
      const outcomes = await Promise.all([
        app.storeToken(),
        later(n % 4).then(() => app.storeToken()),
        later(n % 6).then(() => app.storeToken()),
        later(n % 5).then(() => end(user, app)),
        later(n % 5).then(() => app.storeToken()),
      ])
      for (const outcome of outcomes) if (typeof outcome === 'boolean') stored.add(outcome)

      expect(await recordsOf(user)).toEqual([])
    }
    process.stdout.write(`stored: ${[...stored].join(', ')}\n`)
  })

  it('O3: of disconnecting and using an app accept no use afterwards', async () => {
    for (let n = 0; n < 25; n++) {
      const user = await first.signUp()
      const app = await connect(user)
      const token = await app.token()
      let revoked = false
      const uses: Promise<string>[] = []
      const outcomeOf = async () => {
        const when = revoked ? 'after' : 'before'
        return `${when} ${codeOf(await use(token))}`
      }
      const revoking = later(n % 6)
        .then(() => user.value('auth.apps.revoke', { appId: app.id }))
        .then(() => (revoked = true))
      for (let i = 0; i < 12; i++) {
        uses.push(outcomeOf())
        await later(1)
      }
      await revoking
      uses.push(outcomeOf(), outcomeOf())

      const unexpected = (await Promise.all(uses)).filter(
        (one) => !/^(before (ok|invalid_token)|after invalid_token)$/.test(one),
      )
      expect(unexpected).toEqual([])
    }
  })

  it('of disconnecting an app twice and deleting the account succeed once, and fail with expected codes only', async () => {
    const seen = new Set<string>()
    for (let n = 0; n < 15; n++) {
      const user = await first.signUp()
      const apps = [await connect(user), await connect(user)]
      for (const app of apps) await app.storeToken()
      const tokens = await Promise.all(apps.map((app) => app.token()))
      const revoke = ({ id }: ConnectedApp, server: TestServer) =>
        server.by('in-process').call('auth.apps.revoke', { appId: id }, user.token)
      const revocations = apps.map(async (app) => {
        const both = await Promise.all([revoke(app, first), revoke(app, second)])
        expect(both.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1)
        return both
      })
      const others = [
        ...tokens.flatMap((token) => [use(token, first), use(token, second)]),
        user.call('auth.apps.list'),
        user.call('auth.exportMe'),
        later(n % 5).then(() => user.call('auth.deleteMe', { password: testPassword })),
      ]
      const outcomes = [...(await Promise.all(revocations)).flat(), ...(await Promise.all(others))]
      for (const outcome of outcomes) seen.add(codeOf(outcome))

      expect(await recordsOf(user)).toEqual([])
    }
    expect([...seen].filter((code) => !['ok', 'not_found', 'invalid_token'].includes(code))).toEqual([])
  })

  it('of two instances that use an app record it once in a minute', async () => {
    const user = await first.signUp()
    const app = await connect(user)
    const token = await app.token()

    await Promise.all(Array.from({ length: 40 }, (_, n) => use(token, n % 2 ? first : second)))

    const lastUse = async () => (await user.value<AppPage>('auth.apps.list')).items[0]?.lastUsedAt
    await expect.poll(lastUse).toMatch(/Z$/)
    const recorded = await lastUse()
    await later(200)
    expect(await lastUse()).toBe(recorded)
  })
})
