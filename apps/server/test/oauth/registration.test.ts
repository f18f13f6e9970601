import { createHash } from 'node:crypto'
import { oauthRecords } from '@taskpact/db'
import { purgeOAuthRecords } from '@taskpact/service'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useDocumentServer } from './document-server.js'
import {
  authorizationRequest,
  authorizeApp,
  connectApp,
  type OAuthServer,
  requestToken,
  startOAuthServer,
} from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { publishedApps, type RealApp, registeringApps } from './real-apps.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

let clock = 0
const documents = useDocumentServer()
const server = useOAuthServer({
  env: { OAUTH_REGISTRATION: 'true' },
  fetchPublic: (...request) => documents.fetch(...request),
  now: () => new Date(Date.now() + clock),
})
const ada = useUser(server)

const day = 24 * 60 * 60_000
const app = { client_name: 'Calendar', redirect_uris: ['https://calendar.example/callback'] }

async function register(metadata: unknown, { publicUrl }: OAuthServer = server) {
  const body = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
  const response = await fetch(`${publicUrl}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  const fields = (isJson ? JSON.parse(text) : {}) as Record<string, unknown> & { client_id: string }
  return { status: response.status, text, body: fields }
}

/** The credentials of a client, as the library of the app sends them. */
function credentials({
  client_id: id,
  client_secret: secret,
  token_endpoint_auth_method: method,
}: Record<string, unknown>) {
  const basic = Buffer.from(`${id}:${secret}`).toString('base64')
  return {
    headers: method === 'client_secret_basic' ? { authorization: `Basic ${basic}` } : {},
    parameters: method === 'client_secret_post' ? { client_secret: String(secret) } : {},
  }
}

describe('dynamic client registration', () => {
  it.each(Object.entries(registeringApps))(
    'registers and connects %s',
    async (_, { metadata, redirectUri }: RealApp) => {
      const { status, body } = await register(metadata)
      const { exchange, result } = await authorizeApp(server, ada, { clientId: body.client_id, redirectUri })
      const { headers, parameters } = credentials(body)
      const tokens = await requestToken(server, { ...exchange, ...parameters }, headers)

      expect(status).toBe(201)
      expect(body).toMatchObject({ client_name: metadata.client_name, redirect_uris: metadata.redirect_uris })
      expect(result.href.startsWith(redirectUri)).toBe(true)
      expect(tokens.body).toMatchObject({ scope: 'tasks:read', refresh_token: expect.any(String) })
    },
  )

  it.each([
    ['no redirect URI', { client_name: 'A' }, 'invalid_redirect_uri', 'redirect_uris'],
    ['plain http', { ...app, redirect_uris: ['http://calendar.example/'] }, 'invalid_redirect_uri', 'https'],
    [
      'plain http in another case',
      { ...app, redirect_uris: ['HTTP://calendar.example/'] },
      'invalid_redirect_uri',
      'https',
    ],
    [
      'a loopback name as a prefix',
      { ...app, redirect_uris: ['http://localhost.example/'] },
      'invalid_redirect_uri',
      'https',
    ],
    [
      'a loopback name as a user',
      { ...app, redirect_uris: ['http://localhost:80@a.example/'] },
      'invalid_redirect_uri',
      'https',
    ],
    ['a script', { ...app, redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri', 'javascript'],
    ['a fragment', { ...app, redirect_uris: ['https://a.example/#b'] }, 'invalid_redirect_uri', 'fragment'],
    ['a relative URI', { ...app, redirect_uris: ['/callback'] }, 'invalid_redirect_uri', 'valid uris'],
    ['no list of redirect URIs', { ...app, redirect_uris: 'https://a.example/' }, 'invalid_redirect_uri', 'array'],
    ['redirect URIs that are no text', { ...app, redirect_uris: [{}, null] }, 'invalid_redirect_uri', 'strings'],
    [
      'too much to store',
      { ...app, redirect_uris: [`https://a.example/${'a'.repeat(5000)}`] },
      'invalid_client_metadata',
      '5120 bytes',
    ],
    ['a long name', { ...app, client_name: 'a'.repeat(101) }, 'invalid_client_metadata', '100'],
    ['a name that is no text', { ...app, client_name: ['a'] }, 'invalid_client_metadata', 'client_name'],
    [
      'a key instead of a secret',
      { ...app, token_endpoint_auth_method: 'private_key_jwt' },
      'invalid_client_metadata',
      'client_secret_basic',
    ],
    ['the implicit flow', { ...app, response_types: ['token'] }, 'invalid_client_metadata', 'code'],
    ['a list', [app], 'invalid_request', 'JSON object'],
    ['null', null, 'invalid_request', 'JSON object'],
    ['broken JSON', '{"redirect_uris":', 'invalid_request', 'pars'],
    ['a large body', { ...app, padding: 'a'.repeat(60_000) }, 'invalid_request', 'pars'],
  ])('refuses %s, and says why', async (_, metadata, error, reason) => {
    const { status, body } = await register(metadata)

    expect(status).toBe(400)
    expect(body).toMatchObject({ error, error_description: expect.stringContaining(reason) })
  })

  it('registers a public client unless the app asks for a secret', async () => {
    const { body } = await register(app)

    expect(body.token_endpoint_auth_method).toBe('none')
    expect(body).not.toHaveProperty('client_secret')
  })

  it.each(['client_secret_basic', 'client_secret_post'])('requires the secret of a client with %s', async (method) => {
    const { body } = await register({ ...app, token_endpoint_auth_method: method })
    const request = { clientId: body.client_id, redirectUri: app.redirect_uris[0] as string }
    const { exchange } = await authorizeApp(server, ada, request)
    const wrong = credentials({ ...body, client_secret: 'wrong' })

    expect(await requestToken(server, exchange)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await requestToken(server, { ...exchange, ...wrong.parameters }, wrong.headers)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
  })

  it('stores secrets encrypted', async () => {
    const { body } = await register({ ...app, token_endpoint_auth_method: 'client_secret_post' })
    const db = await server.database()
    const hash = createHash('sha256').update(`Client ${body.client_id}`).digest('base64url')
    const rows = await db.select().from(oauthRecords).where(eq(oauthRecords.hash, hash))
    const stored = JSON.stringify(rows)

    expect(String(body.client_secret).length).toBeGreaterThanOrEqual(43)
    expect(rows).toHaveLength(1)
    expect(stored).not.toContain(body.client_secret)
    expect(stored).not.toContain(body.client_id)
    expect(stored).not.toContain(app.client_name)
  })

  it('lets no app choose its id or its secret', async () => {
    const chosen = { client_id: 'taskpact-cli', client_secret: 'a secret', client_secret_expires_at: 1 }
    const { body } = await register({ ...app, ...chosen, token_endpoint_auth_method: 'client_secret_post' })

    expect(body).toMatchObject({ client_secret_expires_at: 0 })
    expect(body.client_id).not.toBe(chosen.client_id)
    expect(body.client_secret).not.toBe(chosen.client_secret)
  })

  it('neither stores nor fetches what it does not use', async () => {
    const before = documents.requests.length
    const unused = {
      contacts: ['ada@example.com'],
      jwks_uri: `${documents.url}/jwks.json`,
      logo_uri: `${documents.url}/logo.png`,
      policy_uri: `${documents.url}/policy`,
      sector_identifier_uri: `${documents.url}/sector.json`,
      software_statement: 'a.b.c',
      subject_type: 'pairwise',
      tos_uri: `${documents.url}/tos`,
    }
    const { status, text } = await register({ ...app, ...unused })

    expect(status).toBe(201)
    expect(text).not.toContain(documents.url)
    expect(text).not.toContain('ada@example.com')
    expect(documents.requests).toHaveLength(before)
  })

  it('returns a response that is not much larger than the request', async () => {
    const request = { ...app, redirect_uris: Array.from({ length: 100 }, (_, n) => `https://a.example/${n}`) }
    const { text } = await register(request)

    expect(text.length).toBeLessThan(JSON.stringify(request).length + 1000)
  })

  it('deletes a client after a day that no user has authorized, and keeps others', async () => {
    const redirectUri = app.redirect_uris[0] as string
    const [used, unused] = [await register(app), await register(app)]
    const { tokens } = await connectApp(server, ada, { clientId: used.body.client_id, redirectUri })
    const open = async (clientId: string) =>
      createPageBrowser(server.publicUrl).open(authorizationRequest(server, { clientId, redirectUri }).url)
    const before = await open(unused.body.client_id)
    clock = day + 60_000
    await purgeOAuthRecords(await server.database(), new Date(Date.now() + clock))
    const [ofUnused, ofUsed] = [await open(unused.body.client_id), await open(used.body.client_id)]
    const refreshed = await requestToken(server, {
      grant_type: 'refresh_token',
      client_id: used.body.client_id,
      refresh_token: tokens.refresh_token as string,
    })
    clock = 0

    expect(before.status).toBe(200)
    expect(ofUnused.status).toBe(400)
    expect(ofUsed.status).toBe(200)
    expect(refreshed.status).toBe(200)
  })
})

describe('client ID metadata documents', () => {
  it.each(Object.entries(publishedApps))('connect %s', async (name, { metadata, redirectUri }) => {
    const clientId = documents.publish(encodeURIComponent(name), metadata)
    const { tokens } = await connectApp(server, ada, { clientId, redirectUri })

    expect(tokens).toMatchObject({ scope: 'tasks:read', refresh_token: expect.any(String) })
  })
})

describe('the limits of registration', () => {
  it('refuses more registrations from one address than other requests with credentials', async () => {
    const limited = await startOAuthServer({ env: { OAUTH_REGISTRATION: 'true', RATE_LIMIT_CREDENTIALS: '3' } })
    try {
      const statuses = []
      for (let n = 0; n < 4; n++) statuses.push((await register(app, limited)).status)

      expect(statuses).toEqual([201, 201, 201, 429])
    } finally {
      await limited.close()
    }
  })

  it('is off by default', async () => {
    const closed = await startOAuthServer()
    try {
      const metadata = await (await fetch(`${closed.publicUrl}/.well-known/oauth-authorization-server`)).json()

      expect((await register(app, closed)).status).toBe(404)
      expect(metadata).not.toHaveProperty('registration_endpoint')
    } finally {
      await closed.close()
    }
  })
})
