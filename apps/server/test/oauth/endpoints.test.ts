import { scopeNames } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { useOAuthServer } from './use-oauth-server.js'

const server = useOAuthServer()

describe('endpoints of the authorization server', () => {
  it.each([
    '/oauth/nothing',
    '/oauth/',
    '/oauth/token/',
    '/oauth/token/x',
    '/oauth/register',
    '/oauth/interaction',
    '/oauth/Token',
    '/oauth/me',
    '/oauth/__proto__',
    '/.well-known/openid-configuration/x',
  ])('respond with a problem where there is nothing: %s', async (path) => {
    expect(await server.send(path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await server.send(path, { method: 'POST' })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it.each([
    ['GET', '/oauth/token', 'POST, OPTIONS'],
    ['POST', '/oauth/authorize', 'GET, HEAD'],
    ['DELETE', '/oauth/jwks', 'GET, HEAD, OPTIONS'],
    ['PUT', '/oauth/device', 'GET, HEAD, POST'],
    ['GET', '/oauth/revoke', 'POST, OPTIONS'],
  ])('refuse other methods: %s %s', async (method, path, allow) => {
    const response = await server.send(path, { method })
    expect(response).toMatchObject({ status: 405, body: { code: 'method_not_allowed' }, headers: { allow } })
  })

  it('describe themselves in the metadata, with the scopes of the API', async () => {
    const { body } = await server.send('/.well-known/oauth-authorization-server')
    expect(body).toMatchObject({
      issuer: server.publicUrl,
      scopes_supported: [...scopeNames, 'openid', 'offline_access'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    })
    expect(body).not.toHaveProperty('registration_endpoint')
  })
})
