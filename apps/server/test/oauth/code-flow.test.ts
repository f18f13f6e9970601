import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { connectApp, webApp } from './oauth-server.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const server = useOAuthServer()
const ada = useUser(server)

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
