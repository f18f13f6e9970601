import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { authorizeApp, type OAuthServer, requestOf, requestToken, startOAuthServer, webApp } from './oauth-server.js'
import { type ProxyServer, startProxy } from './start-proxy.js'

let server: OAuthServer
let proxy: ProxyServer
beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}/service`
  server = await startOAuthServer({ env: { PUBLIC_URL: publicUrl, TRUST_PROXY: '1' } })
  // Removes the prefix, as many proxies do, and forwards another host.
  proxy = await startProxy(port, (path, received) => {
    const { host } = new URL(server.url)
    const headers = { ...received, host, 'x-forwarded-for': '203.0.113.7', 'x-forwarded-prefix': '/service' }
    return { to: server.url, path: path.replace(/^\/service/, ''), headers }
  })
})
afterAll(async () => {
  proxy?.close()
  await server?.close()
})

describe('authorization server behind a proxy that removes a prefix', () => {
  it('has the URLs of PUBLIC_URL in its metadata', async () => {
    const metadata = await (await fetch(`${server.publicUrl}/.well-known/openid-configuration`)).json()
    expect(metadata).toMatchObject({
      issuer: server.publicUrl,
      authorization_endpoint: `${server.publicUrl}/oauth/authorize`,
      token_endpoint: `${server.publicUrl}/oauth/token`,
      jwks_uri: `${server.publicUrl}/oauth/jwks`,
    })
  })

  it('connects an app', async () => {
    const ada = await server.signUp()
    const { exchange } = await authorizeApp(server, ada, requestOf(webApp))
    const { body } = await requestToken(server, exchange)
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      iss: server.publicUrl,
      aud: `${server.publicUrl}/api`,
    })
    expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
  })
})
