import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { allow, connectApp, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const server = useOAuthServer()
const ada = useUser(server)

/** The servers of tests have no TLS. */
const insecure = { [oauth.allowInsecureRequests]: true }
const app: oauth.Client = { client_id: webApp.clientId }
const redirectUri = webApp.redirectUris[0]

const discover = async (algorithm: 'oauth2' | 'oidc' = 'oauth2') => {
  const issuer = new URL(server.publicUrl)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...insecure }))
}

describe('oauth4webapi', () => {
  it.each(['api', 'mcp'] as const)('finds the authorization server of the resource /%s', async (name) => {
    const resource = new URL(server.resources[name])
    const metadata = await oauth.processResourceDiscoveryResponse(
      resource,
      await oauth.resourceDiscoveryRequest(resource, insecure),
    )

    expect(metadata).toMatchObject({
      resource: server.resources[name],
      authorization_servers: [server.publicUrl],
      scopes_supported: ['tasks:read', 'tasks:write', 'account:read'],
    })
    expect(await discover()).toMatchObject({ issuer: metadata.authorization_servers?.[0] })
  })

  it('finds the metadata of the authorization server in a challenge', async () => {
    const response = await fetch(`${server.resources.mcp}`, { method: 'POST' })
    const url = /resource_metadata="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1] as string
    const metadata = await oauth.processResourceDiscoveryResponse(new URL(server.resources.mcp), await fetch(url))

    expect(response.status).toBe(401)
    expect(metadata.authorization_servers).toEqual([server.publicUrl])
  })

  it('reads the same metadata by RFC 8414 and by OpenID Connect Discovery', async () => {
    const metadata = await discover('oauth2')

    expect(metadata).toEqual(await discover('oidc'))
    expect(metadata).toMatchObject({
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types_supported: ['code'],
    })
    expect(metadata).not.toHaveProperty('registration_endpoint')
    expect(metadata).not.toHaveProperty('pushed_authorization_request_endpoint')
  })

  it('accepts the `iss` of an authorization response, and of no other server', async () => {
    const as = await discover()
    const { result, state } = await authorize(as)
    const accepted = oauth.validateAuthResponse(as, app, result, state)
    const other = new URL(result)
    other.searchParams.set('iss', 'https://attacker.example')
    const missing = new URL(result)
    missing.searchParams.delete('iss')

    expect(accepted.get('iss')).toBe(server.publicUrl)
    expect(() => oauth.validateAuthResponse(as, app, other, state)).toThrow(/iss/)
    expect(() => oauth.validateAuthResponse(as, app, missing, state)).toThrow(/iss/)
  })

  it('names the issuer in an error response', async () => {
    const as = await discover()
    const { url, state } = await authorizationUrl(as)
    const browser = createPageBrowser(server.publicUrl)
    const denied = await browser.submit(await browser.open(url), '/cancel')

    expect(new URL(denied.url).searchParams.get('iss')).toBe(server.publicUrl)
    expect(() => oauth.validateAuthResponse(as, app, new URL(denied.url), state)).toThrow(
      expect.objectContaining({ error: 'access_denied' }),
    )
  })

  it('exchanges a code for an access token that a resource server verifies', async () => {
    const as = await discover()
    const { result, state, verifier } = await authorize(as, 'mcp')
    const parameters = oauth.validateAuthResponse(as, app, result, state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      app,
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, app, response)
    const claims = await verify(as, tokens.access_token, server.resources.mcp)

    expect(claims).toMatchObject({ sub: ada.id, client_id: app.client_id, scope: 'tasks:read' })
    await expect(verify(as, tokens.access_token, server.resources.api)).rejects.toThrow(/aud/)
  })

  it('verifies the access tokens of each resource with their own audience', async () => {
    const as = await discover()
    const { tokens } = await connectApp(server, ada, { resource: server.resources.api })

    expect(await verify(as, tokens.access_token, server.resources.api)).toMatchObject({ aud: server.resources.api })
    await expect(verify(as, tokens.access_token, server.resources.mcp)).rejects.toThrow(/aud/)
  })

  it('refuses the access token of a session, which is for no app', async () => {
    const as = await discover()
    await expect(verify(as, ada.token, server.resources.api)).rejects.toThrow()
  })
})

async function authorizationUrl(as: oauth.AuthorizationServer, resource: 'api' | 'mcp' = 'api') {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(as.authorization_endpoint as string)
  const parameters = {
    client_id: app.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'tasks:read',
    resource: server.resources[resource],
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, state, verifier }
}

async function authorize(as: oauth.AuthorizationServer, resource: 'api' | 'mcp' = 'api') {
  const { url, state, verifier } = await authorizationUrl(as, resource)
  const browser = createPageBrowser(server.publicUrl)
  return { result: await allow(browser, await browser.open(url), ada), state, verifier }
}

function verify(as: oauth.AuthorizationServer, token: string, audience: string) {
  const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } })
  return oauth.validateJwtAccessToken(as, request, audience, insecure)
}
