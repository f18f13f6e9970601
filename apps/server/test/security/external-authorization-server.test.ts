import { createPublicKey, randomUUID } from 'node:crypto'
import { errors, grantedScopes, scopeNames } from '@taskpact/contract'
import { type Calls, callTool, requestMcp, startTestServer, type TestServer, transports } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AuthorizationServer, clientId, createAuthorizationServer } from './certified-authorization-server.js'
import { type Claims, encode, forge, hmac } from './token-forging.js'

const publicUrl = 'https://tasks.example'
const resources = { api: `${publicUrl}/api`, mcp: `${publicUrl}/mcp` }

let issuer: AuthorizationServer
let server: TestServer
let call: Calls['call']
beforeAll(async () => {
  issuer = await createAuthorizationServer()
  await issuer.start()
  server = await startTestServer({ env: settings() })
  call = server.by('rest').call
})
afterAll(async () => {
  vi.useRealTimers()
  await server?.close()
  await issuer?.stop()
})

const settings = () => ({ OAUTH: 'external', OAUTH_ISSUER: issuer.issuer, PUBLIC_URL: publicUrl })
const newSubject = () => randomUUID().replaceAll('-', '')

function claimsWith(claims: Claims = {}): Claims {
  const iat = Math.floor(Date.now() / 1000)
  const scope = 'tasks:write account:read'
  return {
    iss: issuer.issuer,
    aud: resources.api,
    sub: newSubject(),
    client_id: clientId,
    scope,
    iat,
    exp: iat + 900,
    ...claims,
  }
}
const signed = (claims?: Claims, header?: Claims) => issuer.sign(claimsWith(claims), header)

async function codeOf(token: string, { call: with_ }: Pick<Calls, 'call'> = { call }): Promise<string> {
  const outcome = await with_('auth.me', {}, token)
  return outcome.ok ? 'ok' : outcome.code
}
const toolCodeOf = async (token: string) => {
  const outcome = await callTool(server.url, 'list_tasks', {}, { token })
  return outcome.ok ? 'ok' : outcome.code
}

describe('an access token of another authorization server', () => {
  it.each(scopeNames)('is served for the operations of its scope alone: %s', async (scope) => {
    const { accessToken } = await issuer.tokensFor(newSubject(), scope, resources.api)
    const calls = { 'account:read': 'auth.me', 'tasks:read': 'tasks.list', 'tasks:write': 'tasks.create' } as const
    const granted: readonly string[] = grantedScopes([scope])

    for (const transport of transports)
      for (const [needed, operation] of Object.entries(calls)) {
        const input = operation === 'tasks.create' ? { title: 'By an app' } : {}
        const outcome = await server.by(transport).call(operation, input, accessToken)
        expect(outcome.ok ? 'ok' : outcome.code).toBe(granted.includes(needed) ? 'ok' : 'insufficient_scope')
      }
    expect(await call('auth.sessions.list', {}, accessToken)).toMatchObject({ code: 'insufficient_scope' })
  })

  it('belongs to the user of its subject', async () => {
    const user = newSubject()
    const { accessToken } = await issuer.tokensFor(user, 'account:read tasks:write', resources.api)

    expect(await call('auth.me', {}, accessToken)).toMatchObject({ value: { id: user, email: null } })
    const task = { title: 'Of Ada' }
    expect(await call('tasks.create', task, accessToken)).toMatchObject({ value: { userId: user } })
    const again = await issuer.tokensFor(user, 'tasks:read', resources.mcp)
    expect(await callTool(server.url, 'list_tasks', {}, { token: again.accessToken })).toMatchObject({
      value: { items: [{ title: 'Of Ada' }] },
    })
  })

  it('is for one resource: the API or MCP', async () => {
    const user = newSubject()
    const scope = 'tasks:read account:read'
    const [forApi, forMcp] = [
      await issuer.tokensFor(user, scope, resources.api),
      await issuer.tokensFor(user, scope, resources.mcp),
    ]

    // In both orders, because a verified token is cached.
    expect(await codeOf(forApi.accessToken)).toBe('ok')
    expect(await toolCodeOf(forApi.accessToken)).toBe('invalid_token')
    expect(await codeOf(forApi.accessToken, server.by('trpc'))).toBe('ok')
    expect(await codeOf(forMcp.accessToken)).toBe('invalid_token')
    expect(await toolCodeOf(forMcp.accessToken)).toBe('ok')
    expect(await codeOf(forMcp.accessToken, server.by('trpc'))).toBe('invalid_token')
    const forBoth = await signed({ aud: [resources.api, resources.mcp, 'https://other.example'] })
    expect([await codeOf(forBoth), await toolCodeOf(forBoth)]).toEqual(['ok', 'ok'])
  })

  it('has a challenge with the scope that it lacks and the metadata at PUBLIC_URL', async () => {
    const { accessToken: token } = await issuer.tokensFor(newSubject(), 'tasks:read', resources.api)
    const { status, headers } = await server.send('/api/me/tasks', { method: 'POST', token, body: '{}' })

    expect(status).toBe(errors.insufficient_scope.status)
    expect(headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="tasks:write", resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/api"`,
    )
    const unauthenticated = await requestMcp(server.url, 'tools/list')
    expect(unauthenticated.headers.get('www-authenticate')).toContain(
      `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`,
    )
  })

  it.each<[string, Claims, Claims]>([
    ['RFC 9068', {}, {}],
    ['application/at+jwt', {}, { typ: 'application/at+jwt' }],
    ['JWT', {}, { typ: 'JWT' }],
    ['no type', {}, { typ: undefined }],
    ['an issuer with a slash', { iss: '/' }, {}],
    ['azp', { client_id: undefined, azp: clientId }, {}],
    ['scp', { scope: undefined, scp: ['account:read'] }, {}],
  ])('is accepted with %s', async (_what, claims, header) => {
    const iss = issuer.issuer + (claims.iss ?? '')
    expect(await codeOf(await signed({ ...claims, iss }, header))).toBe('ok')
  })

  it.each<[string, Claims, Claims]>([
    ['J13: another audience', { aud: 'https://other.example/api' }, {}],
    ['J13: the issuer as the audience', { aud: 'ISSUER' }, {}],
    ['J13: no audience', { aud: undefined }, {}],
    ['J13: another issuer', { iss: 'https://other.example' }, {}],
    ['J13: no issuer', { iss: undefined }, {}],
    ['J14: no subject', { sub: undefined }, {}],
    ['J8: no expiry', { exp: undefined }, {}],
    ['J9: an expiry in a year', { exp: Math.floor(Date.now() / 1000) + 366 * 86_400 }, {}],
    ['the client as the subject', { sub: clientId }, {}],
    ['the client as the subject, as Auth0 writes it', { sub: `${clientId}@clients` }, {}],
    ['the client as the subject, named by azp', { client_id: undefined, azp: clientId, sub: clientId }, {}],
    ['a key of its client (DPoP)', { cnf: { jkt: 'a thumbprint' } }, {}],
    ['J12: the type of a logout token', {}, { typ: 'logout+jwt' }],
  ])('is refused with %s', async (_what, claims, header) => {
    const aud = claims.aud === 'ISSUER' ? { aud: issuer.issuer } : {}
    for (const typ of ['at+jwt', 'JWT'])
      expect(await codeOf(await signed({ ...claims, ...aud }, { typ, ...header }))).toBe('invalid_token')
  })

  it('J9: is refused after its expiry', async () => {
    const exp = Math.floor(Date.now() / 1000) - 1
    expect(await codeOf(await signed({ iat: exp - 900, exp }))).toBe('token_expired')
  })

  it('J1: is refused with the algorithm none, and without a signature', async () => {
    for (const typ of ['at+jwt', 'JWT', undefined])
      for (const alg of ['none', 'None', 'RS256'])
        expect(await codeOf(`${encode({ alg, typ })}.${encode(claimsWith())}.`)).toBe('invalid_token')
  })

  it('J4: is refused with HS256 by the public key', async () => {
    const key = createPublicKey({ key: issuer.publicKey as Record<string, string>, format: 'jwk' })
    const secrets = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(issuer.publicKey),
    ]
    for (const secret of secrets)
      for (const typ of ['at+jwt', 'application/at+jwt', 'JWT']) {
        const token = forge({ alg: 'HS256', typ, kid: issuer.publicKey.kid }, claimsWith(), hmac(secret))
        expect(await codeOf(token)).toBe('invalid_token')
      }
  })

  it('J12: is not the ID token of the same sign-in', async () => {
    const { accessToken, idToken } = await issuer.tokensFor(newSubject(), 'openid account:read', resources.api)

    expect(await codeOf(accessToken)).toBe('ok')
    expect(await codeOf(idToken)).toBe('invalid_token')
    expect(await toolCodeOf(idToken)).toBe('invalid_token')
  })

  it.each([{}, { scope: '' }, { scope: 'openid profile' }, { scope: null }, { scp: [] }])(
    'K3: can do nothing without a scope of this API: %j',
    async (claims) => {
      const token = await signed({ scope: undefined, ...claims })

      for (const operation of ['auth.me', 'tasks.list', 'auth.sessions.list', 'auth.deleteMe'])
        expect(await call(operation, {}, token)).toMatchObject({ code: 'insufficient_scope' })
    },
  )

  it('J13: is refused for the id of a user who has a password here', async () => {
    const ada = await server.signUp()

    expect(await codeOf(await signed({ sub: ada.id }))).toBe('invalid_token')
    expect(await codeOf(ada.token)).toBe('ok')
  })

  it('S8: ends with the session of the issuer that the user signs out', async () => {
    const [sub, sid] = [newSubject(), 'a session of the issuer']
    const exp = Math.floor(Date.now() / 1000) + 900
    const iat = exp - 900
    const ofSession = forge({ alg: 'HS256', typ: 'JWT' }, { sub, sid, iat, exp })
    const app = await signed({ sub, sid, iat })
    expect(await codeOf(app)).toBe('ok')

    expect(await call('auth.signout', {}, app)).toMatchObject({ code: 'insufficient_scope' })
    expect(await call('auth.signout', {}, ofSession)).toMatchObject({ ok: true })

    expect(await codeOf(app)).toBe('invalid_token')
  })
})

describe('the keys of another authorization server', () => {
  it('J22: are fetched again for an unknown key, at most every 30 seconds', async () => {
    const before = await signed()
    expect(await codeOf(before)).toBe('ok')
    const unknown = await signed({}, { kid: 'unknown' })
    expect(await codeOf(unknown)).toBe('invalid_token')

    await issuer.rotate()
    const after = await signed()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    expect(await codeOf(after)).toBe('ok')
    expect(await codeOf(await signed({}, { kid: 'unknown' }))).toBe('invalid_token')
    vi.useRealTimers()
  })

  it('are found when the server is up, and tokens are refused with `unavailable` until then', async () => {
    const late = await createAuthorizationServer()
    const env = { ...settings(), OAUTH_ISSUER: `${late.issuer}/` }
    const waiting = await startTestServer({ env })
    try {
      const token = await late.sign(claimsWith({ iss: late.issuer }))
      const { call } = waiting.by('rest')
      expect(await codeOf(token, { call })).toBe('unavailable')
      expect(await codeOf((await waiting.signUp()).token, { call })).toBe('ok')
      expect(waiting.log.some((line) => line.includes('.well-known/openid-configuration'))).toBe(true)

      await late.start()
      await expect.poll(() => codeOf(token, { call }), { timeout: 5000 }).toBe('ok')

      await late.stop()
      expect(await codeOf(await late.sign(claimsWith({ iss: late.issuer })), { call })).toBe('ok')
    } finally {
      await waiting.close()
      await late.stop()
    }
  })
})

describe('AUTH_ISSUER beside OAUTH=external', () => {
  it('accepts tokens of the same issuer for AUTH_AUDIENCE as before, and those of apps with their scopes only', async () => {
    const jwks = `${issuer.issuer}/jwks`
    const env = { ...settings(), AUTH_JWKS_URL: jwks, AUTH_ISSUER: issuer.issuer, AUTH_AUDIENCE: 'https://web.example' }
    const both = await startTestServer({ env })
    try {
      const { call } = both.by('rest')
      const ofSession = await signed({ aud: 'https://web.example', scope: undefined }, { typ: 'JWT' })
      const ofApp = await signed({ scope: 'tasks:read' }, { typ: 'JWT' })
      const without = await signed({ aud: ['https://web.example', resources.api], scope: undefined }, { typ: 'JWT' })

      expect(await call('auth.sessions.list', {}, ofSession)).toMatchObject({ ok: true })
      expect(await call('tasks.list', {}, ofApp)).toMatchObject({ ok: true })
      expect(await call('tasks.create', { title: 'No' }, ofApp)).toMatchObject({ code: 'insufficient_scope' })
      expect(await call('auth.me', {}, without)).toMatchObject({ code: 'insufficient_scope' })
      const atJwt = await signed({ aud: 'https://web.example', scope: undefined })
      expect(await call('auth.me', {}, atJwt)).toMatchObject({ code: 'invalid_token' })
    } finally {
      await both.close()
    }
  })
})

describe('the metadata of the protected resources with OAUTH=external', () => {
  it.each(['api', 'mcp'] as const)('names the issuer and the resource, whatever the Host header: %s', async (name) => {
    const path = `/.well-known/oauth-protected-resource/${name}`
    const { body } = await server.send(path, { headers: { host: 'other.example' } })

    expect(body).toEqual({
      resource: resources[name],
      authorization_servers: [issuer.issuer],
      resource_name: 'Taskpact',
      scopes_supported: [...scopeNames],
      bearer_methods_supported: ['header'],
    })
  })

  it('can be read by pages of any origin, without credentials', async () => {
    const headers = { origin: 'https://client.example' }
    const path = '/.well-known/oauth-protected-resource/mcp'
    const read = await server.send(path, { headers })
    const preflight = await server.send(path, {
      method: 'OPTIONS',
      headers: {
        ...headers,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'mcp-protocol-version',
      },
    })

    for (const response of [read, preflight]) {
      expect(response.headers['access-control-allow-origin']).toBe('*')
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials')
    }
    expect(preflight.headers['access-control-allow-headers']).toBe('mcp-protocol-version')
    expect((await server.send('/api/auth/me', { headers })).headers).not.toHaveProperty('access-control-allow-origin')
  })
})
