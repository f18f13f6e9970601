import { expect } from 'vitest'
import { type Claims, forge, issuerKey } from '../../security/token-forging.js'
import { type Endpoint, openEndpoint } from '../../support/endpoint.js'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

type Settings = Partial<Record<SettingName, string>>

export const oauthIssuerEffects = {
  OAUTH_ISSUER: () =>
    withIssuer(async ({ origin, tokenWith }) => {
      const env = { OAUTH: 'external', PUBLIC_URL: publicUrl }
      const tokens = [tokenWith({}), tokenWith({ iss: 'https://other.example' })]
      expect(await statusesWith(tokens, {})).toEqual([401, 401])
      expect(await statusesWith(tokens, { ...env, OAUTH_ISSUER: origin })).toEqual([200, 401])
      expect(await statusesWith(tokens, { ...env, OAUTH_ISSUER: origin, PUBLIC_URL: 'https://b.example' })).toEqual([
        401, 401,
      ])
      expect(await metadataWith({ ...env, OAUTH_ISSUER: 'https://auth.example/' })).toMatchObject({
        authorization_servers: ['https://auth.example/'],
      })
    }),
} satisfies Partial<Record<SettingName, Effect>>

const publicUrl = 'https://tasks.example'

interface Issuer extends Endpoint {
  /** Returns an access token for the API with some claims replaced. */
  tokenWith(claims: Claims): string
}

/** Runs a function with an authorization server that publishes its metadata and its keys. */
async function withIssuer(use: (issuer: Issuer) => Promise<void>): Promise<void> {
  const key = issuerKey('RS256')
  const endpoint: Endpoint = await openEndpoint((req, res) => {
    const metadata = { issuer: endpoint.origin, jwks_uri: `${endpoint.origin}/keys` }
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify(req.url === '/keys' ? { keys: [key.jwk] } : metadata))
  })
  const exp = Math.floor(Date.now() / 1000) + 900
  const sub = 'abcdefghijklmnopqrstuvwxyz012345'
  const claims = { iss: endpoint.origin, aud: `${publicUrl}/api`, sub, scope: 'account:read', exp }
  const header = { alg: key.alg, kid: key.kid, typ: 'at+jwt' }
  try {
    await use({ ...endpoint, tokenWith: (replaced) => forge(header, { ...claims, ...replaced }, key.sign) })
  } finally {
    await endpoint.close()
  }
}

/** Returns the status of the response to each token, with the given settings. */
function statusesWith(tokens: readonly string[], env: Settings): Promise<number[]> {
  return withSettings(env, async ({ send }) => {
    const statuses: number[] = []
    for (const token of tokens) statuses.push((await send('/api/auth/me', { token })).status)
    return statuses
  })
}

async function metadataWith(env: Settings): Promise<unknown> {
  return await withSettings(env, async ({ send }) => (await send('/.well-known/oauth-protected-resource/api')).body)
}
