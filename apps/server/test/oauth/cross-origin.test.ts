import { describe, expect, it } from 'vitest'
import { authorizeApp, connectApp, localApp, requestToken, webApp } from './oauth-server.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const server = useOAuthServer({ env: { OAUTH_REGISTRATION: 'true' } })
const ada = useUser(server)

const appOrigin = 'https://calendar.example'
const otherOrigin = 'https://other.example'
const redirectUri = webApp.redirectUris[0]

/** Sends a request as a browser does for a page of an origin. */
function send(path: string, origin: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(server.publicUrl + path, {
    headers: { origin },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
}

function preflight(path: string, origin: string, method: string): Promise<Response> {
  return fetch(server.publicUrl + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization, content-type',
    },
  })
}

/** What the browser lets a page read. */
function readable({ headers }: Response) {
  return {
    origin: headers.get('access-control-allow-origin'),
    credentials: headers.get('access-control-allow-credentials'),
    exposed: headers.get('access-control-expose-headers'),
  }
}

describe('pages of other origins', () => {
  it('of an app exchange its code, refresh and revoke its tokens', async () => {
    const { exchange } = await authorizeApp(server, ada, { clientId: webApp.clientId, redirectUri })
    const exchanged = await send('/oauth/token', appOrigin, exchange)
    const { refresh_token: token } = (await exchanged.clone().json()) as { refresh_token: string }
    const client = { client_id: webApp.clientId }
    const refreshed = await send('/oauth/token', appOrigin, {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: token,
    })
    const revoked = await send('/oauth/revoke', appOrigin, { ...client, token })

    for (const response of [exchanged, refreshed, revoked]) {
      expect(response.status).toBe(200)
      expect(readable(response)).toEqual({ origin: appOrigin, credentials: null, exposed: 'WWW-Authenticate' })
      expect(response.headers.get('vary')).toContain('Origin')
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })

  it('that are not of the app get no tokens, and the code remains valid', async () => {
    const { exchange } = await authorizeApp(server, ada, { clientId: webApp.clientId, redirectUri })
    const refused = await send('/oauth/token', otherOrigin, exchange)
    const exchanged = await send('/oauth/token', appOrigin, exchange)

    expect(refused.status).toBe(400)
    expect(readable(refused).origin).toBeNull()
    expect(exchanged.status).toBe(200)
  })

  it('that are not of the app cannot revoke its tokens', async () => {
    const { tokens } = await connectApp(server, ada)
    const token = tokens.refresh_token as string
    const refused = await send('/oauth/revoke', otherOrigin, { client_id: webApp.clientId, token })
    const refreshed = await send('/oauth/token', appOrigin, {
      client_id: webApp.clientId,
      grant_type: 'refresh_token',
      refresh_token: token,
    })

    expect(refused.status).toBe(400)
    expect(readable(refused).origin).toBeNull()
    expect(refreshed.status).toBe(200)
  })

  it.each([
    ['http://127.0.0.1:6274', 200],
    ['http://localhost:6274', 200],
    ['http://localhost.example', 400],
    ['https://localhost:6274', 400],
    ['null', 400],
  ])('of the computer of the user (%s) exchange the code of an app there: %i', async (origin, status) => {
    const local = { clientId: localApp.clientId, redirectUri: 'http://127.0.0.1:6274/callback' }
    const { exchange } = await authorizeApp(server, ada, local)
    const response = await send('/oauth/token', origin, exchange)

    expect(response.status).toBe(status)
    expect(readable(response).origin).toBe(status === 200 ? origin : null)
  })

  it('without an origin get no tokens of an app with a scheme of its own', async () => {
    const registration = await fetch(`${server.publicUrl}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['com.notes.app:/callback'] }),
    })
    const { client_id: clientId } = (await registration.json()) as { client_id: string }
    const { exchange } = await authorizeApp(server, ada, { clientId, redirectUri: 'com.notes.app:/callback' })

    expect((await send('/oauth/token', 'null', exchange)).status).toBe(400)
    expect((await requestToken(server, exchange)).status).toBe(200)
  })

  it.each(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration', '/oauth/jwks'])(
    'read %s',
    async (path) => {
      const response = await send(path, otherOrigin)

      expect(response.status).toBe(200)
      expect(readable(response)).toMatchObject({ origin: otherOrigin, credentials: null })
    },
  )

  it.each([
    ['/oauth/token', 'POST'],
    ['/oauth/revoke', 'POST'],
    ['/oauth/device_authorization', 'POST'],
    ['/oauth/jwks', 'GET'],
    ['/.well-known/oauth-authorization-server', 'GET'],
    ['/.well-known/openid-configuration', 'GET'],
  ])('get a preflight response for %s, without credentials', async (path, method) => {
    const { status, headers } = await preflight(path, appOrigin, method)

    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(appOrigin)
    expect(headers.get('access-control-allow-methods')).toBe(method)
    expect(headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each([
    ['/oauth/authorize', 'GET'],
    ['/oauth/device', 'POST'],
    ['/oauth/interaction/any/password', 'POST'],
    ['/oauth/register', 'POST'],
  ])('cannot use %s, which uses the cookies of the user or creates a client', async (path, method) => {
    const [before, response] = [await preflight(path, appOrigin, method), await send(path, appOrigin)]

    for (const { headers } of [before, response]) expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('learn why a client was refused', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'any', client_id: 'backend' }
    const response = await fetch(`${server.publicUrl}/oauth/token`, {
      method: 'POST',
      headers: { origin: 'https://backend.example', authorization: `Basic ${btoa('backend:wrong')}` },
      body: new URLSearchParams(form),
    })

    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Basic')
    expect(readable(response)).toMatchObject({ origin: 'https://backend.example', exposed: 'WWW-Authenticate' })
  })
})
