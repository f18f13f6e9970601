import type { AppPage } from '@taskpact/contract'
import { oauthRecords } from '@taskpact/db'
import type { User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { startDevice } from './device.js'
import { authorizationRequest, connectApp, localApp, requestToken, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

let ada: User
const server = useOAuthServer()
beforeEach(async () => {
  ada = await server.signUp()
})

const listed = async () => (await ada.value<AppPage>('auth.apps.list')).items
const recordsOfGrants = async () => {
  const db = await server.database()
  const rows = await db.select().from(oauthRecords).where(eq(oauthRecords.owner, ada.id))
  return rows.filter(({ grantHash }) => grantHash !== null).map(({ kind }) => kind)
}
const use = (token: string) => server.by('rest').call('tasks.list', {}, token)
const refresh = (clientId: string, refreshToken = '') =>
  requestToken(server, { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken })

describe('the list of connected apps', () => {
  it('has an app that was authorized by a browser', async () => {
    await connectApp(server, ada, { scope: 'tasks:write account:read' })

    expect(await listed()).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{43}$/),
        clientId: webApp.clientId,
        name: webApp.name,
        host: 'calendar.example',
        scopes: ['tasks:read', 'tasks:write', 'account:read'],
        createdAt: expect.stringMatching(/Z$/),
        lastUsedAt: null,
      },
    ])
  })

  it('has an app on a device, without a host', async () => {
    const device = await startDevice(server, localApp.clientId)
    expect(await listed()).toEqual([])

    await device.allow(ada)

    expect(await listed()).toMatchObject([{ clientId: localApp.clientId, name: localApp.name, host: null }])
  })

  it('has an app once that asks for more scopes in the same browser', async () => {
    const { browser } = await connectApp(server, ada, { scope: 'tasks:read' })
    const [connected] = await listed()

    const request = { clientId: webApp.clientId, redirectUri: String(webApp.redirectUris[0]), scope: 'account:read' }
    const consent = await browser.open(authorizationRequest(server, request).url)
    await browser.submit(consent, '/consent', { decision: 'allow' })

    expect(await listed()).toEqual([{ ...connected, scopes: ['tasks:read', 'account:read'] }])
  })

  it('has an app once whose consent was sent several times at once', async () => {
    const browser = createPageBrowser(server.publicUrl)
    const request = { clientId: webApp.clientId, redirectUri: String(webApp.redirectUris[0]) }
    const signIn = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: 'Test123!' })

    await Promise.all([1, 2, 3].map(() => browser.submit(consent, '/consent', { decision: 'allow' })))

    expect(await listed()).toHaveLength(1)
  })

  it('has no app that the user has denied', async () => {
    const browser = createPageBrowser(server.publicUrl)
    const request = { clientId: webApp.clientId, redirectUri: String(webApp.redirectUris[0]) }
    const signIn = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: 'Test123!' })

    await browser.submit(consent, '/consent', { decision: 'deny' })

    expect(await listed()).toEqual([])
  })
})

describe('disconnecting an app', () => {
  it('O3: refuses its tokens, deletes its records, and asks the user again', async () => {
    const { tokens, browser, clientId } = await connectApp(server, ada)
    expect(await use(tokens.access_token)).toMatchObject({ ok: true })
    const [app] = await listed()

    await ada.value('auth.apps.revoke', { appId: app?.id })

    expect(await use(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
    expect((await refresh(clientId, tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect(await recordsOfGrants()).toEqual([])
    const request = { clientId, redirectUri: String(webApp.redirectUris[0]) }
    const page = await browser.open(authorizationRequest(server, request).url)
    expect(page.text).toContain('/consent"')
    await browser.submit(page, '/consent', { decision: 'allow' })
    const [again, ...more] = await listed()
    expect(more).toEqual([])
    expect(again?.id).not.toBe(app?.id)
  })

  it('is what the revocation of a token by the app does, too', async () => {
    const { tokens, clientId } = await connectApp(server, ada)

    await fetch(`${server.publicUrl}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: String(tokens.refresh_token), client_id: clientId }),
    })

    expect(await listed()).toEqual([])
    expect(await use(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  })
})
