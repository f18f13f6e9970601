import { createServer, type Server, request as send } from 'node:http'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import type { TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { startDevice } from './device.js'
import { authorizeApp, localApp, type OAuthServer, requestToken, startOAuthServer, webApp } from './oauth-server.js'

let database: TestDatabase
let first: OAuthServer
let second: TestServer
let balancer: Server
beforeAll(async () => {
  database = await createTestDatabase()
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  first = await startOAuthServer({ database, env: { PUBLIC_URL: publicUrl } })
  second = await startOAuthServer({ database, env: { PUBLIC_URL: publicUrl } })
  let count = 0
  balancer = createServer((request, response) => {
    count += 1
    const { port: target } = new URL(count % 2 === 0 ? first.url : second.url)
    const { method, url: path, headers } = request
    const forwarded = send({ port: target, host: '127.0.0.1', method, path, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 0, reply.headers)
      reply.pipe(response)
    })
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => balancer.listen(port, resolve))
})
afterAll(async () => {
  balancer?.closeAllConnections()
  balancer?.close()
  await first?.close()
  await second?.close()
  await database?.drop()
})

it('connects apps and devices if each request reaches another instance', async () => {
  const ada = await first.signUp()
  for (let n = 0; n < 3; n++) {
    const { exchange } = await authorizeApp(first, ada, {
      clientId: webApp.clientId,
      redirectUri: webApp.redirectUris[0] as string,
    })
    const { body } = await requestToken(first, exchange)
    for (const server of [first, second])
      expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
  }
  const device = await startDevice(first, localApp.clientId)
  await device.allow(ada)
  expect(await requestToken(first, device.exchange)).toMatchObject({ status: 200 })
})
