import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { expectProblem, json, type RawResponse, testSecret } from '@taskpact/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect } from 'vitest'
import { type Effect, once, type ServerWithSettings, type SettingName, withSettings } from './with-settings.js'

const otherSecret = 'another secret of the tests, of at least 32 bytes'

export const identityEffects = {
  JWT_SECRET: () =>
    withDatabase(async (database) => {
      const { token } = await withSettings({ JWT_SECRET: testSecret }, ({ signUp }) => signUp(), { database })
      const response = await withSettings({ JWT_SECRET: otherSecret }, ({ send }) => send('/api/auth/me', { token }), {
        database,
      })
      expectProblem(response, 'invalid_token')
    }),
  JWT_SECRET_PREVIOUS: () =>
    withDatabase(async (database) => {
      const { token } = await withSettings({ JWT_SECRET: testSecret }, ({ signUp }) => signUp(), { database })
      const env = { JWT_SECRET: otherSecret, JWT_SECRET_PREVIOUS: testSecret }
      const response = await withSettings(env, ({ send }) => send('/api/auth/me', { token }), { database })
      expect(response).toMatchObject({ status: 200 })
    }),
  AUTH_JWKS_URL: async () => {
    expect(await statusWithExternalToken({})).toBe(200)
    expect(await statusWithExternalToken({ AUTH_JWKS_URL: '', AUTH_ISSUER: '' })).toBe(401)
  },
  AUTH_ISSUER: async () => {
    expect(await statusWithExternalToken({ AUTH_ISSUER: 'https://other.example', AUTH_AUDIENCE: issuer })).toBe(401)
  },
  AUTH_AUDIENCE: async () => {
    expect(await statusWithExternalToken({ AUTH_AUDIENCE: 'https://other.example' })).toBe(401)
    expect(await statusWithExternalToken({ AUTH_AUDIENCE: issuer })).toBe(200)
  },
  AUTH_EMAILS_VERIFIED: async () => {
    expect(await responseToExternalToken({})).toMatchObject({ body: { email: null } })
    expect(await responseToExternalToken({ AUTH_EMAILS_VERIFIED: 'true' })).toMatchObject({
      body: { email: 'ada@example.com' },
    })
  },
  TOKEN_EXPIRY_TOLERANCE: async () => {
    expect(await served()).toMatchObject({
      without: { afterExpiry: { status: 401 } },
      withAll: { afterExpiry: { status: 200 } },
    })
  },
  PASSKEY_RP_ID: async () => {
    expect(await served()).toMatchObject({
      without: { passkey: { body: { options: { rpId: 'app.example.com' } } } },
      withAll: { passkey: { body: { options: { rpId: 'example.com' } } } },
    })
  },
  PASSWORD_BLOCKLIST: async () => {
    const { without, withAll } = await served()
    expect(without.commonPassword).toMatchObject({ status: 201 })
    expectProblem(withAll.commonPassword, 'invalid_input', ['body/password'])
  },
  OIDC_PROVIDERS: async () => {
    const { without, withAll } = await served()
    expectProblem(without.provider, 'not_configured')
    expect(withAll.provider).toMatchObject({
      body: { url: expect.stringMatching(/^https:\/\/one\.example\/authorize\?redirect_uri=.*sign-in%2Fone/) },
    })
  },
} satisfies Partial<Record<SettingName, Effect>>

/** What two servers send, one without and one with several settings. They start once, because each setting changes another part. */
const served = once(serve)

async function serve() {
  const provider = { id: 'one', name: 'One', clientId: 'tasks', clientSecret: 'secret' }
  const endpoints = {
    authorizationEndpoint: 'https://one.example/authorize',
    tokenEndpoint: 'https://one.example/token',
    userInfoEndpoint: 'https://one.example/user',
  }
  const all = {
    TOKEN_EXPIRY_TOLERANCE: '30',
    PASSKEY_RP_ID: 'example.com',
    PASSWORD_BLOCKLIST: 'common',
    OIDC_PROVIDERS: JSON.stringify([{ ...provider, ...endpoints }]),
  }
  const APP_URL = 'https://app.example.com'
  return { without: await responsesOf({ APP_URL }), withAll: await responsesOf({ APP_URL, ...all }) }
}

function responsesOf(env: Partial<Record<SettingName, string>>) {
  let clock = Date.now()
  const use = async ({ signUp, send }: ServerWithSettings) => {
    const account = json({ email: 'ada@example.com', password: 'password123' })
    const responses = {
      passkey: await send('/api/auth/passkeys/begin-sign-in', { method: 'POST' }),
      commonPassword: await send('/api/auth/signup', { method: 'POST', ...account }),
      provider: await send('/api/auth/identities/begin-sign-in', { method: 'POST', ...json({ provider: 'one' }) }),
    }
    const { token } = await signUp()
    clock += (15 * 60 + 20) * 1000
    return { ...responses, afterExpiry: await send('/api/auth/me', { token }) }
  }
  return withSettings(env, use, { now: () => new Date(clock) })
}

const issuer = 'https://issuer.example'

async function statusWithExternalToken(env: Partial<Record<SettingName, string>>): Promise<number> {
  return (await responseToExternalToken(env)).status
}

/** Returns the user of a token of an external issuer, with the given changes to the settings. */
async function responseToExternalToken(env: Partial<Record<SettingName, string>>): Promise<RawResponse> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'taskpact-keys-'))
  try {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }
    const file = joinPath(folder, 'keys.json')
    await writeFile(file, JSON.stringify({ keys: [key] }))
    const token = await new SignJWT({ email: 'ada@example.com' })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
      .setSubject('abcdefghijklmnopqrstuvwxyz012345')
      .setIssuer(issuer)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime('15m')
      .sign(privateKey)
    const settings = { AUTH_JWKS_URL: pathToFileURL(file).href, AUTH_ISSUER: issuer, ...env }
    return await withSettings(settings, ({ send }) => send('/api/auth/me', { token }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function withDatabase(use: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createTestDatabase()
  try {
    await use(database)
  } finally {
    await database.drop()
  }
}
