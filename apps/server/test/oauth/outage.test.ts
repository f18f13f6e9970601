import { afterAll, beforeAll, expect, it } from 'vitest'
import { authorizationRequest, type OAuthServer, requestToken, startOAuthServer, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'

let server: OAuthServer
let isDown = false
beforeAll(async () => {
  server = await startOAuthServer({
    onQuery(statement) {
      if (isDown && /oauth/.test(statement))
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    },
  })
})
afterAll(() => server?.close())

it('responds with 503 while the database is unavailable, and works afterwards', async () => {
  const request = { clientId: webApp.clientId, redirectUri: webApp.redirectUris[0] as string }
  const open = () => createPageBrowser(server.publicUrl).open(authorizationRequest(server, request).url)
  expect((await open()).status).toBe(200)

  isDown = true
  const refresh = { grant_type: 'refresh_token', client_id: webApp.clientId, refresh_token: 'x' }
  expect(await requestToken(server, refresh)).toMatchObject({ status: 503, body: { error: 'server_error' } })
  expect((await open()).status).toBe(503)

  isDown = false
  expect((await open()).status).toBe(200)
})
