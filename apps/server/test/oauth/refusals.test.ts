import { callTool } from '@taskpact/testing'
import { describe, expect, it } from 'vitest'
import {
  allow,
  authorizationRequest,
  authorizeApp,
  confidentialApp,
  connectApp,
  localApp,
  requestToken,
  webApp,
} from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const redirectUri = webApp.redirectUris[0]
const request = { clientId: webApp.clientId, redirectUri }
let clock = 0
const server = useOAuthServer({ now: () => new Date(Date.now() + clock) })
const ada = useUser(server)

/** Returns the error of an authorization request, sent to the app or shown on a page. */
async function refusalOf(change: (query: URLSearchParams) => void): Promise<string | null> {
  const url = new URL(authorizationRequest(server, request).url)
  change(url.searchParams)
  const page = await createPageBrowser(server.publicUrl).open(url.href)
  const { searchParams, origin, hash } = new URL(page.url)
  const error = searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error')
  if (origin !== server.publicUrl) return `app: ${error}`
  return `page: ${/<code>(\w+)<\/code>/.exec(page.text)?.[1]}`
}

describe('authorization endpoint', () => {
  it.each<[string, (query: URLSearchParams) => void, string]>([
    ['no code challenge', (query) => query.delete('code_challenge'), 'app: invalid_request'],
    ['the method plain', (query) => query.set('code_challenge_method', 'plain'), 'app: invalid_request'],
    ['no method, which means plain', (query) => query.delete('code_challenge_method'), 'app: invalid_request'],
    [
      'another redirect URI',
      (query) => query.set('redirect_uri', 'https://evil.example/'),
      'page: invalid_redirect_uri',
    ],
    ['a longer redirect URI', (query) => query.set('redirect_uri', `${redirectUri}/x`), 'page: invalid_redirect_uri'],
    ['an unknown app', (query) => query.set('client_id', 'nobody'), 'page: invalid_client'],
    ['another resource', (query) => query.set('resource', 'https://evil.example/api'), 'app: invalid_target'],
    ['the implicit flow', (query) => query.set('response_type', 'token'), 'app: unsupported_response_type'],
    ['an unknown scope only', (query) => query.set('scope', 'tasks:admin openid'), 'app: invalid_scope'],
    [
      'a request object',
      (query) => query.set('request_uri', 'https://evil.example/request'),
      'app: request_uri_not_supported',
    ],
    ['a parameter twice', (query) => query.append('client_id', 'nobody'), 'page: invalid_request'],
  ])('O5: refuses %s', async (_what, change, expected) => {
    expect(await refusalOf(change)).toBe(expected)
  })

  it('lets an app that asks for no scope read tasks', async () => {
    const { url, verifier } = authorizationRequest(server, request)
    const without = new URL(url)
    without.searchParams.delete('scope')
    const browser = createPageBrowser(server.publicUrl)
    const result = await allow(browser, await browser.open(without.href), ada)
    const exchange = {
      grant_type: 'authorization_code',
      code: result.searchParams.get('code') ?? '',
      code_verifier: verifier,
    }
    expect(
      await requestToken(server, { ...exchange, client_id: webApp.clientId, redirect_uri: redirectUri }),
    ).toMatchObject({ body: { scope: 'tasks:read' } })
  })

  it('sends its issuer with each result (RFC 9207)', async () => {
    const { result } = await authorizeApp(server, ada, request)
    expect(result.searchParams.get('iss')).toBe(server.publicUrl)
  })

  it('accepts any port of a loopback address for an app on the computer of the user (RFC 8252), and no other host', async () => {
    const local = { clientId: localApp.clientId, redirectUri: 'http://127.0.0.1:51234/callback' }
    const { code } = await authorizeApp(server, ada, local)
    expect(code).not.toBe('')
    expect(
      await refusalOf((query) => {
        query.set('client_id', localApp.clientId)
        query.set('redirect_uri', 'http://127.0.0.2:51234/callback')
      }),
    ).toBe('page: invalid_redirect_uri')
  })
})

describe('token endpoint', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['another code verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no code verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another redirect URI', { redirect_uri: 'https://calendar.example/other' }, 'invalid_grant'],
    ['another app', { client_id: localApp.clientId }, 'invalid_grant'],
    ['another resource', { resource: 'https://evil.example/api' }, 'invalid_target'],
    ['a resource that was not requested', { resource: 'MCP' }, 'invalid_target'],
    ['another code', { code: 'x'.repeat(43) }, 'invalid_grant'],
  ])('refuses %s', async (_what, change, error) => {
    const { exchange } = await authorizeApp(server, ada, { ...request, resource: server.resources.api })
    const resource = change.resource === 'MCP' ? { resource: server.resources.mcp } : {}
    expect(await requestToken(server, { ...exchange, ...change, ...resource })).toMatchObject({ body: { error } })
  })

  it('O6: ends the grant when a code is used again later, because it was stolen', async () => {
    const { tokens, exchange } = await connectApp(server, ada)
    clock += 11_000
    expect(await requestToken(server, exchange)).toMatchObject({ body: { error: 'invalid_grant' } })
    expect(await server.by('rest').call('tasks.list', {}, tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  })

  it('does not end the grant when a code is sent twice at the same time, as after a lost response', async () => {
    const { tokens, exchange } = await connectApp(server, ada)
    expect(await requestToken(server, exchange)).toMatchObject({ body: { error: 'invalid_grant' } })
    expect(await server.by('rest').call('tasks.list', {}, tokens.access_token)).toMatchObject({ ok: true })
  })

  it('requires the secret of an app that has one', async () => {
    const backend = { clientId: confidentialApp.clientId, redirectUri: confidentialApp.redirectUris[0] }
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${backend.clientId}:${encodeURIComponent(secret)}`).toString('base64')}`,
    })
    const { exchange } = await authorizeApp(server, ada, backend)
    const { client_id: _inHeader, ...parameters } = exchange
    expect(await requestToken(server, exchange)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await requestToken(server, parameters, basic('wrong'))).toMatchObject({ status: 401 })
    const { status, body } = await requestToken(server, parameters, basic(confidentialApp.clientSecret))
    expect(status).toBe(200)
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) }
    expect(await requestToken(server, refresh)).toMatchObject({ body: { error: 'invalid_request' } })
    const refreshed = await requestToken(server, refresh, basic(confidentialApp.clientSecret))
    expect(refreshed).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } })
    expect(refreshed.body.refresh_token).not.toBe(body.refresh_token)
  })

  it('gives no token without a user', async () => {
    const parameters = { grant_type: 'client_credentials', client_id: webApp.clientId }
    expect((await requestToken(server, parameters)).status).toBe(400)
    const password = { grant_type: 'password', client_id: webApp.clientId, username: ada.email, password: 'Test123!' }
    expect((await requestToken(server, password)).status).toBe(400)
  })

  it('gives a token for one of the granted resources, which the other refuses', async () => {
    const resource = [server.resources.api, server.resources.mcp]
    const { exchange } = await authorizeApp(server, ada, { ...request, resource })
    const { body } = await requestToken(server, { ...exchange, resource: server.resources.mcp })
    const forMcp = String(body.access_token)
    const refresh = {
      grant_type: 'refresh_token',
      client_id: webApp.clientId,
      refresh_token: String(body.refresh_token),
    }
    const forApi = String(
      (await requestToken(server, { ...refresh, resource: server.resources.api })).body.access_token,
    )

    const { call } = server.by('rest')
    expect(await call('tasks.list', {}, forMcp)).toMatchObject({ code: 'invalid_token' })
    expect(await server.by('trpc').call('tasks.list', {}, forMcp)).toMatchObject({ code: 'invalid_token' })
    expect(await callTool(server.url, 'list_tasks', {}, { token: forMcp })).toMatchObject({ ok: true })
    expect(await call('tasks.list', {}, forApi)).toMatchObject({ ok: true })
    expect(await callTool(server.url, 'list_tasks', {}, { token: forApi })).toMatchObject({ code: 'invalid_token' })
  })

  it('gives no more scopes than were granted', async () => {
    const { tokens } = await connectApp(server, ada, { scope: 'tasks:read' })
    const refresh = {
      grant_type: 'refresh_token',
      client_id: webApp.clientId,
      refresh_token: tokens.refresh_token ?? '',
    }
    expect(await requestToken(server, { ...refresh, scope: 'tasks:write' })).toMatchObject({
      body: { error: 'invalid_scope' },
    })
  })
})

describe('revocation endpoint (RFC 7009)', () => {
  const revoke = (token: string, clientId = webApp.clientId) =>
    fetch(`${server.publicUrl}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId }),
    })

  it('ends the grant of a refresh token at once', async () => {
    const { tokens } = await connectApp(server, ada)
    expect((await revoke(tokens.refresh_token as string)).status).toBe(200)
    expect(await server.by('rest').call('tasks.list', {}, tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  })

  it('does not end that of another app', async () => {
    const { tokens } = await connectApp(server, ada)
    await revoke(tokens.refresh_token as string, localApp.clientId)
    expect(await server.by('rest').call('tasks.list', {}, tokens.access_token)).toMatchObject({ ok: true })
  })
})

describe('access token of an app', () => {
  it.each(['auth.tokens.list', 'auth.sessions.list', 'auth.deleteMe', 'auth.changePassword'])(
    'is refused by %s, which needs a session',
    async (name) => {
      const { tokens } = await connectApp(server, ada, { scope: 'tasks:write account:read' })
      expect(await server.by('rest').call(name, {}, tokens.access_token)).toMatchObject({ code: 'insufficient_scope' })
    },
  )

  it('is refused if a bit of it was changed', async () => {
    const { tokens } = await connectApp(server, ada)
    const [head = '', claims = '', signature = ''] = tokens.access_token.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[10] = (bytes[10] as number) ^ 1
    const forged = [head, claims, bytes.toString('base64url')].join('.')
    expect(await server.by('rest').call('tasks.list', {}, forged)).toMatchObject({ code: 'invalid_token' })
  })
})

it('refuses an authorization in another browser than the one that began it', async () => {
  const { url } = authorizationRequest(server, request)
  const page = await createPageBrowser(server.publicUrl).open(url)
  const other = await createPageBrowser(server.publicUrl).open(page.url)
  expect(other).toMatchObject({ status: 400 })
  expect(other.text).toContain('Go back to the app and start again')
})

it('shows the next app no sign-in in the same browser, but its consent', async () => {
  const browser = createPageBrowser(server.publicUrl)
  await authorizeApp(server, ada, request, browser)
  const { url } = authorizationRequest(server, { ...request, scope: 'account:read' })
  const page = await browser.open(url)
  expect(page.text).toContain('Read your name and e-mail address.')
  expect((await allow(browser, page, ada)).searchParams.get('code')).toBeTruthy()
})

it('publishes only public keys', async () => {
  const { keys } = (await (await fetch(`${server.publicUrl}/oauth/jwks`)).json()) as { keys: object[] }
  expect(keys).toHaveLength(1)
  expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: expect.any(String) })
  expect(keys[0]).not.toHaveProperty('d')
})
