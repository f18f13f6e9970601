import type { RequestListener } from 'node:http'
import { callTool, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimsOf } from '../../server/test/security/token-forging.js'
import { type Endpoint, openEndpoint } from '../../server/test/support/endpoint.js'
import { type App, type BetterAuthUser, type Endpoints, registerApp, signUp } from './better-auth-app.js'
import { readmeBetterAuth } from './readme-better-auth.js'

const publicUrl = 'https://tasks.example'
const resources = { api: `${publicUrl}/api`, mcp: `${publicUrl}/mcp` }

let betterAuth: Endpoint
let server: TestServer
let app: App
let grace: BetterAuthUser
beforeAll(async () => {
  let handle: RequestListener = (_req, res) => void res.end()
  betterAuth = await openEndpoint((req, res) => handle(req, res))
  handle = readmeBetterAuth(betterAuth.origin, publicUrl)
  const env = { OAUTH: 'external', OAUTH_ISSUER: `${betterAuth.origin}/api/auth`, PUBLIC_URL: publicUrl }
  server = await startTestServer({ env })
  app = await registerApp(betterAuth.origin, await discover())
  grace = await signUp(betterAuth.origin, 'grace@example.org')
})
afterAll(async () => {
  await server?.close()
  await betterAuth?.close()
})

/** Finds the authorization server as an app does: by the metadata of the resource. */
async function discover(): Promise<Endpoints> {
  const { body } = await server.send('/.well-known/oauth-protected-resource/mcp')
  const { authorization_servers: issuers } = body as { authorization_servers: [string] }
  const { origin, pathname } = new URL(issuers[0])
  const metadata = await fetch(`${origin}/.well-known/oauth-authorization-server${pathname}`)
  return (await metadata.json()) as Endpoints
}

describe('an app with a token of Better Auth', () => {
  it('reads and writes tasks of its user within its scopes', async () => {
    const { call } = server.by('rest')
    const { access_token: token } = await app.authorize(grace, 'tasks:write', resources.api)
    expect(claimsOf(token)).toMatchObject({ sub: grace.id, client_id: app.clientId, scope: 'tasks:write' })

    const created = await call('tasks.create', { title: 'By an app' }, token)
    expect(created).toMatchObject({ value: { userId: grace.id } })
    expect(await call('tasks.list', {}, token)).toMatchObject({ value: { items: [{ title: 'By an app' }] } })
    expect(await call('auth.me', {}, token)).toMatchObject({ code: 'insufficient_scope' })
  })

  it('is refused beyond its scopes until the user consents to more', async () => {
    const read = await app.authorize(grace, 'tasks:read', resources.mcp)
    const create = (token: string) => callTool(server.url, 'create_task', { title: 'By an assistant' }, { token })

    expect(await callTool(server.url, 'list_tasks', {}, { token: read.access_token })).toMatchObject({ ok: true })
    expect(await create(read.access_token)).toMatchObject({
      code: 'insufficient_scope',
      problem: { scope: 'tasks:write' },
    })
    const write = await app.authorize(grace, 'tasks:read tasks:write', resources.mcp)
    expect(await create(write.access_token)).toMatchObject({ ok: true })
  })

  it('is served at its resource only', async () => {
    const api = await app.authorize(grace, 'tasks:read', resources.api)
    const mcp = await app.authorize(grace, 'tasks:read', resources.mcp)
    const list = server.by('rest').call

    expect(await list('tasks.list', {}, mcp.access_token)).toMatchObject({ code: 'invalid_token' })
    expect(await callTool(server.url, 'list_tasks', {}, { token: api.access_token })).toMatchObject({
      code: 'invalid_token',
    })
    await expect(app.authorize(grace, 'tasks:read', 'https://other.example/api')).rejects.toThrow('resource')
  })

  it('is refused with its ID token, with a session of Better Auth, and with a token for no scope of this API', async () => {
    const { call } = server.by('rest')
    const tokens = await app.authorize(grace, 'openid tasks:read', resources.api)
    const plain = await app.authorize(grace, 'openid', resources.api)
    const session = await fetch(`${betterAuth.origin}/api/auth/token`, { headers: { cookie: grace.cookie } })
    const { token: sessionToken } = (await session.json()) as { token: string }

    expect(await call('tasks.list', {}, tokens.access_token)).toMatchObject({ ok: true })
    for (const token of [tokens.id_token, sessionToken]) {
      expect(token).toMatch(/^eyJ/)
      expect(await call('tasks.list', {}, token)).toMatchObject({ code: 'invalid_token' })
    }
    expect(await call('tasks.list', {}, plain.access_token)).toMatchObject({ code: 'insufficient_scope' })
  })
})
