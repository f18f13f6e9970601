import { scopeNames } from '@taskpact/contract'
import type { Limiter } from '@taskpact/engine'
import {
  type AppAuthorization,
  appTokenAlgorithm,
  appTokenLifetime,
  deriveKey,
  type Fetch,
  type Resources,
  type SigningKey,
} from '@taskpact/service'
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OAuthClient } from '../config/oauth-clients.js'
import { type AdapterOptions, adapterOf } from './adapter.js'
import { clientAuthMethods, clientMetadata } from './client-metadata.js'
import { knownClients } from './clients.js'
import { limitPolling } from './device-polling.js'
import { lifetimes } from './lifetimes.js'
import { listScopes } from './list-scopes.js'
import { devicePages } from './pages/device.js'
import { sendErrorPage } from './pages/error.js'
import { docsCallback, hasPages, paths } from './paths.js'
import { isOriginOf } from './redirect-uri.js'
import { showErrors } from './show-errors.js'

export interface ProviderOptions {
  /** The URL at which clients reach this server, which is the issuer. */
  readonly publicUrl: string
  readonly resources: Resources
  readonly apps: AppAuthorization
  readonly store: AdapterOptions['store']
  /** For tokens. The first one signs. */
  readonly keys: readonly SigningKey[]
  /** For cookies. The first one signs. */
  readonly secrets: readonly string[]
  readonly clients: readonly OAuthClient[]
  /** Whether any app can register itself (RFC 7591). */
  readonly allowsRegistration: boolean
  /** Fetches the URLs of metadata documents, which are untrusted input. */
  readonly fetch: Fetch
  /** Counts a request that makes the server fetch something. Rejects with `rate_limited`. */
  readonly countFetch: () => Promise<unknown>
  /** Counts the requests of devices that wait for the decision of a user. */
  readonly polls: Pick<Limiter, 'consume'>
}

/** In characters, of a client id that is a URL. */
const maxClientIdLength = 2048

/** Creates the authorization server (OAuth 2.1, RFC 8414, RFC 8707, RFC 8628, RFC 7009, Client ID Metadata Documents). */
export function createProvider(options: ProviderOptions): Provider {
  const { publicUrl, apps, store, keys, secrets, clients } = options
  const provider = new Provider(publicUrl, {
    adapter: adapterOf({ records: apps.records, store }),
    jwks: { keys: [...keys] },
    clients: knownClients(publicUrl + docsCallback, clients),
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: appTokenAlgorithm,
    },
    clientAuthMethods: [...clientAuthMethods],
    clientBasedCORS: (_ctx, origin, client) => isOriginOf(origin, client.redirectUris ?? []),
    cookies: {
      keys: secrets.map((secret) => deriveKey(secret, 'oauth cookie').toString('base64url')),
      names: { session: 'oauth_session', interaction: 'oauth_interaction', resume: 'oauth_resume' },
    },
    discovery: { service_documentation: `${publicUrl}/docs` },
    enabledJWA: { idTokenSigningAlgValues: [appTokenAlgorithm] },
    expiresWithSession: () => false,
    extraClientMetadata: clientMetadata,
    extraParams: { scope: checkScope },
    extraTokenClaims: (_ctx, token) => ({ gid: token.kind === 'AccessToken' ? token.grantId : undefined }),
    features: featuresOf(options),
    fetch: (url, init) => options.fetch(String(url), init ?? {}),
    findAccount: async (_ctx, id) => {
      const user = await apps.findUser(id, store)
      return user && { accountId: id, claims: () => ({ sub: id }) }
    },
    interactions: {
      url: (_ctx, { uid }) => `${new URL(publicUrl).pathname.replace(/\/$/, '')}${paths.interaction}/${uid}`,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant,
    pkce: { required: () => true },
    renderError(ctx, out, error) {
      if (hasPages(ctx.path)) sendErrorPage(ctx, error)
      else ctx.body = out
    },
    responseTypes: ['code'],
    rotateRefreshToken: true, // also for apps with a secret, whose connection would otherwise end 30 days after the first use
    routes: {
      authorization: paths.authorization,
      token: paths.token,
      code_verification: paths.device,
      device_authorization: paths.deviceAuthorization,
      revocation: paths.revocation,
      registration: paths.registration,
      jwks: paths.jwks,
    },
    ttl: lifetimes,
  } satisfies Configuration)
  servedAt(provider, new URL(publicUrl))
  provider.use(showErrors).use(listScopes).use(limitPolling(options.polls))
  return provider
}

function featuresOf(options: ProviderOptions): NonNullable<Configuration['features']> {
  const { resources, allowsRegistration } = options
  const known: readonly string[] = Object.values(resources)
  const off = { enabled: false }
  return {
    clientIdMetadataDocument: {
      enabled: true,
      ack: 'draft-02',
      // Anyone can request a fetch, so the rate limit keeps this server from sending many requests to others.
      async allowFetch(_ctx, clientId) {
        if (clientId.length > maxClientIdLength) return false
        return await options.countFetch().then(
          () => true,
          () => false,
        )
      },
    },
    devInteractions: off,
    deviceFlow: { enabled: true, ...devicePages },
    dPoP: off,
    pushedAuthorizationRequests: off,
    registration: { enabled: allowsRegistration, issueRegistrationAccessToken: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, granted) =>
        granted === undefined || granted.includes(resources.api) ? resources.api : (granted[0] as string),
      useGrantedResource: () => true,
      getResourceServerInfo(_ctx, resource) {
        if (!known.includes(resource))
          throw new errors.InvalidTarget(`the resources of this server are ${known.join(' and ')}`)
        return {
          scope: scopeNames.join(' '),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: appTokenLifetime,
          jwt: { sign: { alg: appTokenAlgorithm } },
        }
      },
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: off,
    userinfo: off,
  }
}

/** Sets the default scope. Rejects a request that has only unknown scopes before the user signs in (RFC 6749, section 3.3). */
function checkScope({ oidc }: KoaContextWithOIDC, scope: string | undefined): void {
  const known: readonly string[] = scopeNames
  if (scope === undefined) Object.assign(oidc.params as object, { scope: 'tasks:read' })
  else if (!scope.split(' ').some((one) => known.includes(one)))
    throw new errors.InvalidScope(`the scopes of this server are ${known.join(', ')}`, scope)
}

/** Finds the grant that a request extends. A device gets a new one: it is another installation of the app than the one in this browser. */
async function loadExistingGrant(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx
  const client = oidc.client
  const isDevice = oidc.route === 'device_resume' || oidc.route === 'code_verification'
  const known = isDevice || !client ? undefined : oidc.session?.grantIdFor(client.clientId)
  const grantId = oidc.result?.consent?.grantId ?? known
  return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId)
}

/** Takes the URLs in responses and the `Secure` attribute of cookies from the public URL instead of from request headers. */
function servedAt(provider: Provider, { host, hostname, protocol, origin }: URL): void {
  const fixed = { host, hostname, origin, protocol: protocol.slice(0, -1), secure: protocol === 'https:' }
  for (const [name, value] of Object.entries(fixed)) Object.defineProperty(provider.request, name, { get: () => value })
}
