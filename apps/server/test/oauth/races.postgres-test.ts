import type { AppPage, AuthEventPage } from '@taskpact/contract'
import { oauthRecords } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { testPassword, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDevice } from './device.js'
import {
  authorizeApp,
  connectApp,
  localApp,
  type OAuthServer,
  requestOf,
  requestToken,
  startOAuthServer,
  webApp,
} from './oauth-server.js'

const request = requestOf(webApp)
let database: TestDatabase
let first: OAuthServer
let second: OAuthServer
let clock = 0
beforeAll(async () => {
  database = await createTestDatabase()
  const now = () => new Date(Date.now() + clock)
  first = await startOAuthServer({ database, now })
  // Another instance behind the same URL.
  second = await startOAuthServer({ database, now, env: { PUBLIC_URL: first.publicUrl } })
})
afterAll(async () => {
  await first?.close()
  await second?.close()
  await database?.drop()
})

/** The token endpoints of both instances, in turns. */
function instance(n: number): { readonly publicUrl: string } {
  return { publicUrl: n % 2 === 0 ? first.publicUrl : second.url }
}

const times = <T>(count: number, run: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => run(n)))

describe('parallel requests to two instances', () => {
  it.each([1, 2, 3, 4])('O6: exchange an authorization code once: round %i', async () => {
    const ada = await first.signUp()
    const { exchange } = await authorizeApp(first, ada, request)

    const results = await times(20, (n) => requestToken(instance(n), exchange))

    expect(results.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(results.filter(({ status }) => status !== 200).map(({ body }) => body.error))).toEqual(
      new Set(['invalid_grant']),
    )
  })

  it.each([1, 2, 3])('O6: exchange a device code once: round %i', async () => {
    const ada = await first.signUp()
    const device = await startDevice(first, localApp.clientId)
    await device.allow(ada)

    const results = await times(20, (n) => requestToken(instance(n), device.exchange))

    expect(results.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('O7: refresh three times within ten seconds, and end the grant after that', async () => {
    const ada = await first.signUp()
    const { tokens, clientId } = await connectApp(first, ada)
    const refresh = (refreshToken = tokens.refresh_token as string, n = 0) =>
      requestToken(instance(n), { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken })

    const results = await times(3, (n) => refresh(tokens.refresh_token, n))
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200])
    const { access_token: accessToken, refresh_token: successor } = (results[0] as { body: Record<string, unknown> })
      .body
    expect(await first.by('rest').call('tasks.list', {}, String(accessToken))).toMatchObject({ ok: true })

    clock += 11_000
    expect(await refresh()).toMatchObject({ body: { error: 'invalid_grant' } })
    expect(await refresh(String(successor))).toMatchObject({ body: { error: 'invalid_grant' } })
    expect(await first.by('rest').call('tasks.list', {}, String(accessToken))).toMatchObject({ code: 'invalid_token' })
  })

  it.each([1, 2, 3, 4])('O3: end a grant once, by the user, the app and a reuse: round %i', async () => {
    const ada = await first.signUp()
    const { tokens, clientId } = await connectApp(first, ada)
    const { refresh_token: used = '', access_token: accessToken } = tokens
    await requestToken(first, { grant_type: 'refresh_token', client_id: clientId, refresh_token: used })
    const { items } = await ada.value<AppPage>('auth.apps.list')
    clock += 11_000

    await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => revokeToken(instance(n), used, clientId)),
      ...Array.from({ length: 4 }, (_, n) =>
        requestToken(instance(n), { grant_type: 'refresh_token', client_id: clientId, refresh_token: used }),
      ),
      ada.call('auth.apps.revoke', { appId: items[0]?.id }),
    ])

    const events = await ada.value<AuthEventPage>('auth.events.list')
    expect(events.items.filter(({ kind }) => kind === 'app_revoked')).toHaveLength(1)
    expect(await recordsOf(ada)).toEqual([expect.objectContaining({ kind: 'Session' })])
    expect(await first.by('rest').call('tasks.list', {}, accessToken)).toMatchObject({ code: 'invalid_token' })
  })

  it('of an exchange and a deletion of the account leave no record', async () => {
    for (let n = 0; n < 10; n++) {
      const user = await first.signUp()
      const { exchange } = await authorizeApp(first, user, request)
      await Promise.all([
        requestToken(instance(n), exchange),
        later(n % 5).then(() => user.value('auth.deleteMe', { password: testPassword })),
      ])
      expect(await recordsOf(user)).toEqual([])
    }
  })

  it('of an exchange and a change of the password leave no grant', async () => {
    for (let n = 0; n < 10; n++) {
      const user = await first.signUp()
      const { exchange } = await authorizeApp(first, user, request)
      const [{ body }] = await Promise.all([
        requestToken(instance(n), exchange),
        later(n % 5).then(() =>
          user.value('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' }),
        ),
      ])
      expect(await recordsOf(user)).toEqual([])
      if (body.access_token)
        expect(await first.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({
          code: 'invalid_token',
        })
    }
  })
})

function revokeToken({ publicUrl }: { readonly publicUrl: string }, token: string, clientId: string) {
  return fetch(`${publicUrl}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token, client_id: clientId }),
  })
}

async function recordsOf({ id }: User) {
  const db = await first.database()
  return db.select().from(oauthRecords).where(eq(oauthRecords.owner, id))
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
