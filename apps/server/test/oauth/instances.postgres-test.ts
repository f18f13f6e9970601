import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import type { TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { startDevice } from './device.js'
import {
  authorizeApp,
  localApp,
  type OAuthServer,
  requestOf,
  requestToken,
  startOAuthServer,
  webApp,
} from './oauth-server.js'
import { type ProxyServer, startProxy } from './start-proxy.js'

let database: TestDatabase
let first: OAuthServer
let second: TestServer
let balancer: ProxyServer
beforeAll(async () => {
  database = await createTestDatabase()
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  first = await startOAuthServer({ database, env: { PUBLIC_URL: publicUrl } })
  second = await startOAuthServer({ database, env: { PUBLIC_URL: publicUrl } })
  let count = 0
  balancer = await startProxy(port, () => {
    count += 1
    return { to: count % 2 === 0 ? first.url : second.url }
  })
})
afterAll(async () => {
  balancer?.close()
  await first?.close()
  await second?.close()
  await database?.drop()
})

it('connects apps and devices if each request reaches another instance', async () => {
  const ada = await first.signUp()
  for (let n = 0; n < 3; n++) {
    const { exchange } = await authorizeApp(first, ada, requestOf(webApp))
    const { body } = await requestToken(first, exchange)
    for (const server of [first, second])
      expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
  }
  const device = await startDevice(first, localApp.clientId)
  await device.allow(ada)
  expect(await requestToken(first, device.exchange)).toMatchObject({ status: 200 })
})
