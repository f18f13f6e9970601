import { expect } from 'vitest'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

const metadataPath = '/.well-known/oauth-authorization-server'
const own = { OAUTH: 'own', PUBLIC_URL: 'http://localhost:9' }

export const oauthEffects = {
  OAUTH: async () => {
    expect(await statusOf({}, metadataPath)).toBe(404)
    expect(await statusOf(own, metadataPath)).toBe(200)
  },
  OAUTH_CLIENTS: async () => {
    const clients = [{ clientId: 'calendar', name: 'Calendar', redirectUris: ['https://calendar.example/callback'] }]
    expect(await statusOf(own, authorization)).toBe(400)
    expect(await statusOf({ ...own, OAUTH_CLIENTS: JSON.stringify(clients) }, authorization)).toBe(303)
  },
  PUBLIC_URL: async () => {
    const issuer = await withSettings({ ...own, PUBLIC_URL: 'http://localhost:9/' }, async ({ send }) => {
      const { body } = await send(metadataPath)
      return (body as { readonly issuer: string }).issuer
    })
    expect(issuer).toBe('http://localhost:9')
  },
  OAUTH_REGISTRATION: async () => {
    expect(await registrationStatus(own)).toBe(404)
    expect(await registrationStatus({ ...own, OAUTH_REGISTRATION: 'true' })).toBe(201)
  },
} satisfies Record<string, Effect>

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const authorization = `/oauth/authorize?${new URLSearchParams({
  client_id: 'calendar',
  response_type: 'code',
  redirect_uri: 'https://calendar.example/callback',
  scope: 'tasks:read',
  code_challenge: challenge,
  code_challenge_method: 'S256',
})}`

function statusOf(env: Partial<Record<SettingName, string>>, path: string): Promise<number> {
  return withSettings(env, async ({ send }) => (await send(path)).status)
}

function registrationStatus(env: Partial<Record<SettingName, string>>): Promise<number> {
  const body = JSON.stringify({ client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] })
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  return withSettings(env, async ({ send }) => (await send('/oauth/register', options)).status)
}
