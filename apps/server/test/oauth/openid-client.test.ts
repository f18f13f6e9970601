import type { User } from '@taskpact/testing'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, confidentialApp, localApp, type OAuthServer, startOAuthServer, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'

let server: OAuthServer
let ada: User
beforeAll(async () => {
  server = await startOAuthServer({ env: { OAUTH_REGISTRATION: 'true' } })
  ada = await server.signUp()
})
afterAll(() => server?.close())

/** The servers of tests have no TLS. */
const execute = [client.allowInsecureRequests]

const metadata = {
  'RFC 8414': 'oauth2',
  'OpenID Connect Discovery': 'oidc',
} as const

describe.each(Object.entries(metadata))('openid-client with the metadata of %s', (_, algorithm) => {
  const discover = (clientId: string, auth: client.ClientAuth) =>
    client.discovery(new URL(server.publicUrl), clientId, undefined, auth, { execute, algorithm })

  it.each([
    ['a public', webApp, client.None()],
    ['a confidential (client_secret_basic)', confidentialApp, client.ClientSecretBasic(confidentialApp.clientSecret)],
    ['a confidential (client_secret_post)', confidentialApp, client.ClientSecretPost(confidentialApp.clientSecret)],
  ])('connects, refreshes and revokes as %s app', async (_kind, { clientId, redirectUris }, auth) => {
    const config = await discover(clientId, auth)
    const tokens = await connect(config, redirectUris[0] as string)
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token as string)
    const listed = await list(config, refreshed.access_token)
    await client.tokenRevocation(config, refreshed.refresh_token as string)
    const listedAfterRevocation = list(config, refreshed.access_token)
    const refreshedAgain = client.refreshTokenGrant(config, refreshed.refresh_token as string)

    expect(config.serverMetadata().supportsPKCE()).toBe(true)
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 900, scope: 'tasks:read' })
    expect(listed.status).toBe(200)
    await expect(listedAfterRevocation).rejects.toMatchObject({ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 })
    await expect(refreshedAgain).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('connects a device, which waits as long as it should', async () => {
    const config = await discover(localApp.clientId, client.None())
    const polls: { readonly at: number; readonly error: unknown }[] = []
    config[client.customFetch] = async (...request) => {
      const response = await fetch(...(request as Parameters<typeof fetch>))
      const { error } = (await response.clone().json()) as { readonly error?: string }
      if (request[0].endsWith('/token')) polls.push({ at: performance.now(), error })
      return response
    }
    const device = await client.initiateDeviceAuthorization(config, { scope: 'tasks:read tasks:write' })
    const polled = client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.2 })
    await expect.poll(() => polls.length).toBe(2)
    const browser = createPageBrowser(server.publicUrl)
    const confirmation = await browser.open(device.verification_uri_complete as string)
    const signIn = await browser.submit(confirmation, '/oauth/device', { confirm: 'yes' })
    await allow(browser, signIn, ada)
    const tokens = await polled
    const listed = await list(config, tokens.access_token)

    expect(device.interval).toBe(5)
    expect(polls.map(({ error }) => error)).toEqual(['authorization_pending', 'slow_down', undefined])
    const [, second, third] = polls.map(({ at }) => at)
    expect(Number(third) - Number(second)).toBeGreaterThan(5000)
    expect(tokens).toMatchObject({ scope: 'tasks:read tasks:write' })
    expect(tokens.refresh_token).toBeDefined()
    expect(listed.status).toBe(200)
  })

  it.each([
    ['public', 'none', client.None()],
    ['confidential', 'client_secret_basic', undefined],
    ['confidential', 'client_secret_post', undefined],
  ])('registers as a %s app with %s, and connects', async (_kind, method, auth) => {
    const redirectUri = 'https://registered.example/callback'
    const config = await client.dynamicClientRegistration(
      new URL(server.publicUrl),
      { client_name: 'Registered', redirect_uris: [redirectUri], token_endpoint_auth_method: method },
      auth,
      { execute, algorithm },
    )
    const tokens = await connect(config, redirectUri)

    expect(config.clientMetadata().token_endpoint_auth_method).toBe(method)
    expect(config.clientMetadata().client_secret === undefined).toBe(method === 'none')
    expect((await list(config, tokens.access_token)).status).toBe(200)
  })

  it('verifies an ID token', async () => {
    const config = await client.discovery(
      new URL(server.publicUrl),
      webApp.clientId,
      { id_token_signed_response_alg: 'ES256' },
      client.None(),
      { execute, algorithm },
    )
    client.enableNonRepudiationChecks(config)
    const tokens = await connect(config, webApp.redirectUris[0] as string, 'openid tasks:read')

    expect(tokens.claims()).toMatchObject({ iss: server.publicUrl, aud: webApp.clientId, sub: ada.id })
    expect((await list(config, tokens.access_token)).status).toBe(200)
  })

  it('reports that the user did not allow the app', async () => {
    const config = await discover(webApp.clientId, client.None())
    const { url, checks } = await authorization(config, webApp.redirectUris[0] as string)
    const browser = createPageBrowser(server.publicUrl)
    const signIn = await browser.open(url)
    const denied = await browser.submit(signIn, '/cancel')
    const exchanged = client.authorizationCodeGrant(config, new URL(denied.url), checks)

    await expect(exchanged).rejects.toMatchObject({ error: 'access_denied' })
  })
})

async function connect(config: client.Configuration, redirectUri: string, scope = 'tasks:read') {
  const { url, checks } = await authorization(config, redirectUri, scope)
  const browser = createPageBrowser(server.publicUrl)
  const result = await allow(browser, await browser.open(url), ada)
  return await client.authorizationCodeGrant(config, result, checks)
}

async function authorization(config: client.Configuration, redirectUri: string, scope = 'tasks:read') {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    resource: server.resources.api,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, checks: { pkceCodeVerifier, expectedState } }
}

function list(config: client.Configuration, token: string): Promise<Response> {
  return client.fetchProtectedResource(config, token, new URL(`${server.resources.api}/me/tasks`), 'GET')
}
