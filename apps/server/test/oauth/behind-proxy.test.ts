import { createServer, type Server, request as send } from 'node:http'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { authorizeApp, type OAuthServer, requestToken, startOAuthServer, webApp } from './oauth-server.js'

let server: OAuthServer
let proxy: Server
beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}/service`
  server = await startOAuthServer({ env: { PUBLIC_URL: publicUrl, TRUST_PROXY: '1' } })
  // Removes the prefix, as many proxies do, and forwards another host.
  proxy = createServer((request, response) => {
    const { port: target } = new URL(server.url)
    const headers = {
      ...request.headers,
      host: `127.0.0.1:${target}`,
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-prefix': '/service',
    }
    const path = String(request.url).replace(/^\/service/, '')
    const forwarded = send({ port: target, host: '127.0.0.1', method: request.method, path, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 0, reply.headers)
      reply.pipe(response)
    })
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(port, resolve))
})
afterAll(async () => {
  proxy?.closeAllConnections()
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
    const { exchange } = await authorizeApp(server, ada, {
      clientId: webApp.clientId,
      redirectUri: webApp.redirectUris[0] as string,
    })
    const { body } = await requestToken(server, exchange)
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      iss: server.publicUrl,
      aud: `${server.publicUrl}/api`,
    })
    expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
  })
})
