import { scopes } from '@taskpact/contract'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, createAuthorizationServer } from '../security/certified-authorization-server.js'
import { type OAuthServer, startOAuthServer } from './oauth-server.js'

const documents = [
  '/openapi.json',
  '/openapi-3.2.json',
  '/openapi.yaml',
  '/docs.md',
  '/llms.txt',
  '/docs',
  '/docs/reference.js',
]

describe('documents of a server with OAUTH=own', () => {
  let server: OAuthServer
  beforeAll(async () => {
    server = await startOAuthServer()
  })
  afterAll(() => server?.close())

  it('name the endpoints of its metadata', async () => {
    const metadata = await jsonOf('/.well-known/oauth-authorization-server')
    const { components, paths } = await jsonOf('/openapi.json')
    const { components: components32 } = await jsonOf('/openapi-3.2.json')

    const { authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl } = metadata
    const flow = { tokenUrl, refreshUrl: tokenUrl, scopes: described }
    expect(components.securitySchemes.oauth.flows).toEqual({ authorizationCode: { authorizationUrl, ...flow } })
    expect(components32.securitySchemes.oauth).toMatchObject({
      oauth2MetadataUrl: `${server.publicUrl}/.well-known/oauth-authorization-server`,
      flows: {
        authorizationCode: { authorizationUrl, ...flow },
        deviceAuthorization: { deviceAuthorizationUrl: metadata.device_authorization_endpoint, ...flow },
      },
    })
    expect(paths['/api/{userId}/tasks'].post).toMatchObject({
      security: [{ bearer: [] }, { personalToken: [] }, { oauth: ['tasks:write'] }],
      'x-required-scope': 'tasks:write',
    })
  })

  it('tell how to build an app', async () => {
    expect(await textOf('/docs.md')).toContain('\n## Build an app\n')
    expect(await textOf('/llms.txt')).toContain('(docs.md#build-an-app)')
  })

  it('are shown by a page that keeps the window of the sign-in', async () => {
    const page = await server.send('/docs')
    const callback = await server.send('/docs/oauth-callback?code=1')

    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin-allow-popups')
    expect(callback.status).toBe(200)
    expect(callback.headers).not.toHaveProperty('cross-origin-opener-policy')
    expect(callback.headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/)
    expect(callback.text).not.toMatch(/<script/)
    expect((await server.send('/docs/errors/not_found')).headers['cross-origin-opener-policy']).toBe('same-origin')
  })

  const described = Object.fromEntries(Object.entries(scopes).map(([name, { description }]) => [name, description]))
  const textOf = async (path: string) => (await server.send(path)).text
  const jsonOf = async (path: string) => JSON.parse(await textOf(path))
})

describe('documents of a server with OAUTH=external', () => {
  let issuer: AuthorizationServer
  let server: TestServer
  beforeAll(async () => {
    issuer = await createAuthorizationServer()
    const env = { OAUTH: 'external', OAUTH_ISSUER: issuer.issuer, PUBLIC_URL: 'https://tasks.example' }
    server = await startTestServer({ env })
  })
  afterAll(async () => {
    await server?.close()
    await issuer?.stop()
  })

  it('have the endpoints of the issuer, once it responds', async () => {
    const without = await server.send('/openapi.json')
    await issuer.start()
    const other = await startTestServer({
      env: { OAUTH: 'external', OAUTH_ISSUER: issuer.issuer, PUBLIC_URL: 'https://tasks.example' },
    })

    try {
      const { components } = JSON.parse((await other.send('/openapi.json')).text)
      expect(JSON.parse(without.text).components.securitySchemes).not.toHaveProperty('oauth')
      expect(components.securitySchemes.oauth.flows.authorizationCode).toMatchObject({
        authorizationUrl: `${issuer.issuer}/auth`,
        tokenUrl: `${issuer.issuer}/token`,
      })
      expect((await other.send('/docs.md')).text).toContain('`authorization_servers`')
    } finally {
      await other.close()
    }
  })

  it('are shown by a page that signs in nowhere', async () => {
    expect((await server.send('/docs')).headers['cross-origin-opener-policy']).toBe('same-origin')
    expect((await server.send('/docs/reference.js')).text).not.toMatch(/oauth/)
  })
})

describe('documents of a server with OAUTH=off', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it.each(documents)('O13: name no authorization server: %s', async (path) => {
    const { status, text } = await server.send(path)

    expect(status).toBe(200)
    expect(text).not.toMatch(/oauth2|oauth-|\/oauth|\boauth\b|Build an app/i)
  })

  it('are shown by a page that opens no windows', async () => {
    expect((await server.send('/docs')).headers['cross-origin-opener-policy']).toBe('same-origin')
    expect((await server.send('/docs/oauth-callback')).status).toBe(404)
  })
})
