import type { User } from '@taskpact/testing'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectApp, type OAuthServer, startOAuthServer, webApp } from './oauth-server.js'

let server: OAuthServer
let ada: User
beforeAll(async () => {
  server = await startOAuthServer()
  ada = await server.signUp()
})
afterAll(() => server?.close())

describe('authorization code flow', () => {
  it('gives an app an access token for its scopes', async () => {
    const { tokens } = await connectApp(server, ada, { scope: 'tasks:read' })

    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'tasks:read' })
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: server.publicUrl,
      aud: server.resources.api,
      sub: ada.id,
      client_id: webApp.clientId,
      scope: 'tasks:read',
    })
    const { call } = server.by('rest')
    expect(await call('tasks.list', {}, tokens.access_token)).toMatchObject({ ok: true })
    expect(await call('tasks.create', { title: 'No' }, tokens.access_token)).toMatchObject({
      code: 'insufficient_scope',
    })
  })
})
