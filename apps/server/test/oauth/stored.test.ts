import { oauthKeys, oauthRecords } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { testSecret } from '@taskpact/testing'
import { expect, it } from 'vitest'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { startDevice } from './device.js'
import {
  authorizeApp,
  connectApp,
  localApp,
  type OAuthServer,
  requestOf,
  requestToken,
  startOAuthServer,
  webApp,
} from './oauth-server.js'
import { useOAuthServer } from './use-oauth-server.js'

const server = useOAuthServer()

it('O11: stores no code, token or cookie that could be used, and no signing key in plain text', async () => {
  const ada = await server.signUp()
  const { tokens, exchange } = await connectApp(server, ada)
  const pending = await authorizeApp(server, ada, requestOf(webApp))
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

it('keeps apps connected while a new secret replaces the previous one', async () => {
  const database = await createTestDatabase()
  const newSecret = 'another secret, also of at least 32 bytes'
  const port = String(await freePort())
  const run = async <T>(env: Record<string, string>, use: (server: OAuthServer) => Promise<T>) => {
    const opened = await startOAuthServer({ database, env: { PORT: port, ...env } })
    try {
      return await use(opened)
    } finally {
      await opened.close()
    }
  }
  const { refresh_token: first = '' } = await run({}, async (opened) => {
    return (await connectApp(opened, await opened.signUp())).tokens
  })
  const refresh = (token: string) => (opened: OAuthServer) =>
    requestToken(opened, { grant_type: 'refresh_token', client_id: webApp.clientId, refresh_token: token })

  const second = await run({ JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: testSecret }, refresh(first))
  const third = await run({ JWT_SECRET: newSecret }, refresh(String(second.body.refresh_token)))

  expect([second.status, third.status]).toEqual([200, 200])
  await database.drop()
})
