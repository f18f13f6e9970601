import { createHash, createPrivateKey, randomUUID } from 'node:crypto'
import { apiPath, type Scope } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { type AuthorizedApp, appTokenAlgorithm, appTokenLifetime, type Context, createAuth } from '@taskpact/service'
import { testSecret } from '@taskpact/testing'
import { resourcesAt } from '../../src/http/resource-metadata.js'
import { asymmetric, type Claims, forge } from '../security/token-forging.js'

export const publicUrl = 'https://tasks.example.com'
/** Settings of a server that accepts the tokens of connected apps. */
export const withApps = { OAUTH: 'own', PUBLIC_URL: publicUrl } as const

const day = 24 * 60 * 60_000
const resources = resourcesAt(publicUrl)

interface Options {
  readonly userId: string
  readonly app?: Partial<AuthorizedApp>
  /** Defaults to the current time. */
  readonly now?: Date
  /** Defaults to a year from now. */
  readonly expiresAt?: Date
}

export interface ConnectedApp {
  /** The id of the app in the API. */
  readonly id: string
  readonly grantId: string
  /** Stores a refresh token of the grant. Returns false if the grant has ended. */
  storeToken(): Promise<boolean>
  /** Ends the grant, as the authorization server does. */
  endGrant(): Promise<void>
  /** Returns an access token for REST, or with other claims. */
  token(claims?: Claims): Promise<string>
}

/** Stores an app that is connected to an account, as the authorization server does, without its pages. */
export async function storeConnectedApp(
  db: Database,
  { userId, app, now = new Date(), ...options }: Options,
): Promise<ConnectedApp> {
  const { store, records, keys, authorize } = await authorizationServer(db, now)
  const { expiresAt = new Date(now.getTime() + 365 * day) } = options
  const grantId = randomUUID()
  const shown = {
    clientId: 'calendar',
    name: 'Calendar',
    host: 'calendar.example',
    scopes: scopesOf('tasks:read'),
    ...app,
  }
  await records.put('Grant', { id: grantId, payload: {}, owner: userId, expiresAt }, store)
  await authorize(userId, grantId, shown, store)
  return {
    id: createHash('sha256').update(`Grant ${grantId}`).digest('base64url'),
    grantId,
    storeToken: () =>
      records.put('RefreshToken', { id: randomUUID(), payload: {}, owner: userId, grantId, expiresAt }, store),
    endGrant: () => records.endGrantOf('Grant', grantId, store),
    async token(claims = {}) {
      const [key] = await keys.current({ db, now })
      if (!key) throw new Error('There is no key')
      const sign = asymmetric(createPrivateKey({ key, format: 'jwk' }))
      const iat = Math.floor(now.getTime() / 1000)
      const standard = { iss: publicUrl, sub: userId, aud: publicUrl + apiPath, iat, exp: iat + appTokenLifetime }
      const ofApp = { client_id: shown.clientId, gid: grantId, scope: shown.scopes.join(' ') }
      const header = { alg: appTokenAlgorithm, typ: 'at+jwt', kid: key.kid }
      return forge(header, { ...standard, ...ofApp, jti: randomUUID(), ...claims }, sign)
    },
  }
}

/** Stores the grant of an app to which the user has not consented yet. Returns its id in the API. */
export async function storePendingGrant(db: Database, userId: string): Promise<string> {
  const { store, records } = await authorizationServer(db, new Date())
  const id = randomUUID()
  await records.put('Grant', { id, payload: {}, owner: userId, expiresAt: new Date(Date.now() + day) }, store)
  return createHash('sha256').update(`Grant ${id}`).digest('base64url')
}

async function authorizationServer(db: Database, now: Date) {
  const { apps } = await createAuth({
    secrets: [testSecret],
    apps: { issuer: publicUrl, resources },
    onAudit: () => {},
  })
  if (!apps) throw new Error('There is no authorization server')
  const store: Context = {
    db,
    now: () => now,
    caller: undefined,
    client: {},
    history: {},
    requestId: randomUUID(),
    signal: new AbortController().signal,
    refreshToken: undefined,
    deviceToken: undefined,
    afterCommit: (effect) => effect(),
  }
  return { store, records: apps.records, keys: apps.keys, authorize: apps.authorize }
}

function scopesOf(...scopes: Scope[]): Scope[] {
  return scopes
}
