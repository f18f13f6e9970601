import { json } from '@taskpact/testing'
import { expect } from 'vitest'
import { type Effect, once, type SettingName, withSettings } from './with-settings.js'

const metadataPath = '/.well-known/oauth-authorization-server'
const own = { OAUTH: 'own', PUBLIC_URL: 'http://localhost:9' }

export const oauthEffects = {
  OAUTH: async () => {
    expect(await statusOf({}, metadataPath)).toBe(404)
    expect(await served()).toMatchObject({ without: { metadata: { status: 200 } } })
  },
  OAUTH_CLIENTS: async () => {
    expect(await served()).toMatchObject({
      without: { authorization: { status: 400 } },
      withAll: { authorization: { status: 303 } },
    })
  },
  PUBLIC_URL: async () => {
    expect(await served()).toMatchObject({ withAll: { metadata: { body: { issuer: 'http://localhost:9' } } } })
  },
  OAUTH_REGISTRATION: async () => {
    expect(await served()).toMatchObject({
      without: { registration: { status: 404 } },
      withAll: { registration: { status: 201 } },
    })
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

/** What two servers send, one without and one with all settings. They start once, because each setting changes another part. */
const served = once(serve)

async function serve() {
  const clients = [{ clientId: 'calendar', name: 'Calendar', redirectUris: ['https://calendar.example/callback'] }]
  const all = { OAUTH_CLIENTS: JSON.stringify(clients), OAUTH_REGISTRATION: 'true', PUBLIC_URL: 'http://localhost:9/' }
  return { without: await responsesOf(own), withAll: await responsesOf({ ...own, ...all }) }
}

function responsesOf(env: Partial<Record<SettingName, string>>) {
  const client = json({ client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] })
  return withSettings(env, async ({ send }) => ({
    metadata: await send(metadataPath),
    authorization: await send(authorization),
    registration: await send('/oauth/register', { method: 'POST', ...client }),
  }))
}
