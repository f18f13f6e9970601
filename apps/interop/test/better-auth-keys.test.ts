import type { RequestListener } from 'node:http'
import { startTestServer } from '@taskpact/testing'
import { expect, it } from 'vitest'
import { openEndpoint } from '../../server/test/support/endpoint.js'
import { openBetterAuth } from './better-auth-server.js'

const failing: RequestListener = (_req, res) => void res.writeHead(500).end('down')

it('uses the keys of a real Better Auth server during an outage', async () => {
  let respond: RequestListener = failing
  const endpoint = await openEndpoint((req, res) => respond(req, res))
  const betterAuth = await openBetterAuth()
  const env = { AUTH_JWKS_URL: `${endpoint.origin}/jwks`, AUTH_ISSUER: betterAuth.origin }
  const betterAuthServer = await startTestServer({ env })
  try {
    const { call } = betterAuthServer.by('rest')
    const grace = await betterAuth.signUp({ email: 'grace@example.org', name: 'Grace' })
    expect(await call('auth.me', {}, grace.token)).toMatchObject({ code: 'unavailable' })

    const keys = await (await fetch(betterAuth.jwksUrl)).text()
    respond = (_req, res) => void res.end(keys)
    expect(await call('auth.me', {}, grace.token)).toMatchObject({ value: { id: grace.id } })

    respond = failing
    const ada = await betterAuth.signUp({ email: 'ada@example.org', name: 'Ada' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { id: ada.id } })
  } finally {
    await betterAuthServer.close()
    await betterAuth.close()
    await endpoint.close()
  }
})
