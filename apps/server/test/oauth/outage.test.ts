import { expect, it } from 'vitest'
import { authorizationRequest, requestOf, requestToken, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

let isDown = false
const server = useOAuthServer({
  onQuery(statement) {
    if (isDown && /oauth/.test(statement))
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  },
})

it('responds with 503 while the database is unavailable, and works afterwards', async () => {
  const request = requestOf(webApp)
  const open = () => createPageBrowser(server.publicUrl).open(authorizationRequest(server, request).url)
  expect((await open()).status).toBe(200)

  isDown = true
  const refresh = { grant_type: 'refresh_token', client_id: webApp.clientId, refresh_token: 'x' }
  expect(await requestToken(server, refresh)).toMatchObject({ status: 503, body: { error: 'server_error' } })
  expect((await open()).status).toBe(503)

  isDown = false
  expect((await open()).status).toBe(200)
})
