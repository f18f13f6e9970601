import { oauthKeys, oauthRecords } from '@taskpact/db'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDevice } from './device.js'
import { authorizeApp, connectApp, localApp, type OAuthServer, startOAuthServer, webApp } from './oauth-server.js'

let server: OAuthServer
beforeAll(async () => {
  server = await startOAuthServer()
})
afterAll(() => server?.close())

it('O11: stores no code, token or cookie that could be used, and no signing key in plain text', async () => {
  const ada = await server.signUp()
  const { tokens, exchange } = await connectApp(server, ada)
  const pending = await authorizeApp(server, ada, {
    clientId: webApp.clientId,
    redirectUri: webApp.redirectUris[0] as string,
  })
  const device = await startDevice(server, localApp.clientId)

  const db = await server.database()
  const records = await db.select().from(oauthRecords)
  const stored = JSON.stringify([records, await db.select().from(oauthKeys)])

  expect(new Set(records.map(({ kind }) => kind))).toEqual(
    new Set(['Session', 'Grant', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']),
  )
  const secrets = [exchange.code, pending.code, tokens.refresh_token, device.exchange.device_code, device.userCode]
  for (const secret of secrets) expect(stored).not.toContain(secret)
  expect(stored).not.toMatch(/"d":|"kty"/)
})
