import type { AppPage } from '@taskpact/contract'
import { oauthRecords } from '@taskpact/db'
import { testPassword, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDevice } from '../oauth/device.js'
import { connectApp, localApp, type OAuthServer, requestToken, startOAuthServer } from '../oauth/oauth-server.js'
import { createStatementRecorder } from './explain.js'

const statements = createStatementRecorder()
let server: OAuthServer
let ada: User
beforeAll(async () => {
  server = await startOAuthServer({ onQuery: statements.onQuery })
})
afterAll(() => server?.close())
beforeEach(async () => {
  ada = await server.signUp()
})

const use = (token: string) => server.by('rest').call('tasks.list', {}, token)
const listed = async () => (await ada.value<AppPage>('auth.apps.list')).items
/** The statements since `statements.clear()` that run on several shards. */
const onSeveralShards = async () => {
  const plans = await statements.plans(await server.database())
  expect(plans.length).toBeGreaterThan(0)
  return plans.filter(({ tasks }) => tasks > 1)
}

describe('the apps of a user on distributed tables', () => {
  it('exchange, use and refresh tokens on one shard a statement', async () => {
    const { tokens, clientId } = await connectApp(server, ada)
    statements.clear()

    const exchange = { grant_type: 'refresh_token', client_id: clientId, refresh_token: String(tokens.refresh_token) }
    const refreshed = await requestToken(server, exchange)
    expect(refreshed).toMatchObject({ status: 200 })
    expect(await use(tokens.access_token)).toMatchObject({ ok: true })
    expect(await use(String(refreshed.body.access_token))).toMatchObject({ ok: true })

    expect((await onSeveralShards()).filter(({ text }) => !text.includes('"oauth_keys"'))).toEqual([])
  })

  it('are connected, listed and disconnected by statements on one shard, except the permitted ones', async () => {
    statements.clear()
    const { tokens, clientId } = await connectApp(server, ada)
    const device = await startDevice(server, localApp.clientId)
    await device.allow(ada)
    expect(await requestToken(server, device.exchange)).toMatchObject({ status: 200 })
    expect(await listed()).toHaveLength(2)
    await ada.value('auth.exportMe')
    for (const { id } of (await listed()).filter((app) => app.clientId !== clientId))
      await ada.value('auth.apps.revoke', { appId: id })
    await fetch(`${server.publicUrl}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: String(tokens.refresh_token), client_id: clientId }),
    })
    expect(await listed()).toEqual([])

    expect((await onSeveralShards()).filter(({ isPermitted }) => !isPermitted)).toEqual([])
  })

  it('leave no record on any shard when the account is deleted', async () => {
    const { tokens } = await connectApp(server, ada)
    await ada.value('auth.deleteMe', { password: testPassword })

    const db = await server.database()
    expect(await db.select().from(oauthRecords).where(eq(oauthRecords.owner, ada.id))).toEqual([])
    expect(await use(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  })
})
