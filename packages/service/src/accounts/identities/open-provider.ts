import * as client from 'openid-client'
import { ServiceError } from '../../service-error.js'
import { boundedResponse } from '../bounded-response.js'
import type { Fetch } from '../jwks.js'
import { shared } from '../shared-result.js'
import type { OAuthProvider, OpenIdProvider, Provider, ProviderClaims, ProviderSettings } from './provider.js'
import { toOAuthClaims, toOpenIdClaims } from './provider-claims.js'
import { ProviderUnavailable, toProviderFailure } from './provider-failure.js'

/** Seconds for all requests to a provider in one operation. */
const timeout = 5
/** Milliseconds for which discovered endpoints are cached. */
const cachedFor = 24 * 60 * 60_000

export interface ProviderOptions {
  /** URL of the app, without a trailing slash. */
  readonly appUrl: string
  /** Default: `fetch`. */
  readonly send?: Fetch | undefined
}

/** Opens an identity provider. Sends no request until it is used. */
export function openProvider(settings: ProviderSettings, { appUrl, send = fetch }: ProviderOptions): Provider {
  const { id, name } = settings
  const redirectUri = new URL(`${appUrl}/sign-in/${id}`)
  const bounded: Fetch = async (url, options) => boundedResponse(url, await send(url, options))
  const configurationOf = isOpenId(settings)
    ? shared(() => discover(settings, bounded), cachedFor)
    : configure(settings, bounded)
  const scope = settings.scope ?? (isOpenId(settings) ? 'openid email profile' : undefined)

  return {
    id,
    name,
    authorizationUrl: ({ state, nonce, challenge }) =>
      withDeadline(name, async () => {
        const url = client.buildAuthorizationUrl(await configurationOf(), {
          redirect_uri: redirectUri.href,
          state,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          ...(scope !== undefined && { scope }),
          ...(isOpenId(settings) && { nonce }),
        })
        return url.href
      }),
    claimsOf: (url, { state, nonce, verifier }) =>
      withDeadline(name, async () => {
        const checks = { expectedState: state, pkceCodeVerifier: verifier }
        const response = responseAt(redirectUri, url)
        const config = await configurationOf()
        return isOpenId(settings)
          ? openIdClaims(config, response, { ...checks, expectedNonce: nonce, idTokenExpected: true })
          : oauthClaims(settings, config, response, checks)
      }),
  }
}

function isOpenId(settings: ProviderSettings): settings is OpenIdProvider {
  return 'issuer' in settings
}

/** Returns the redirect URI with the query of a URL. Only the query is from outside, so that no other URI reaches the provider. */
function responseAt(redirectUri: URL, url: string): URL {
  const { origin, pathname, search } = URL.canParse(url) ? new URL(url) : new URL('about:blank')
  if (origin !== redirectUri.origin || pathname !== redirectUri.pathname)
    throw new ServiceError('invalid_credentials', 'The URL is not the one to which the provider redirects.')
  const response = new URL(redirectUri)
  response.search = search
  return response
}

async function discover(settings: OpenIdProvider, send: Fetch): Promise<client.Configuration> {
  const issuer = new URL(settings.issuer)
  const config = await client.discovery(issuer, settings.clientId, clientMetadata, authenticate(settings), {
    timeout,
    [client.customFetch]: send as client.CustomFetch,
    execute: [
      client.enableNonRepudiationChecks,
      ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
    ],
  })
  const { issuer: discovered } = config.serverMetadata()
  // The client compares normalized URLs, but tokens contain the exact text.
  if (discovered !== settings.issuer)
    throw new ProviderUnavailable(`The issuer is ${discovered}, not ${settings.issuer}`)
  return config
}

function configure(settings: OAuthProvider, send: Fetch): () => Promise<client.Configuration> {
  const { authorizationEndpoint, tokenEndpoint, clientId } = settings
  const server = {
    // Never compared: these servers have no ID tokens, and each provider has a redirect URI of its own (RFC 9700, section 4.4).
    issuer: new URL(authorizationEndpoint).origin,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  }
  const config = new client.Configuration(server, clientId, clientMetadata, authenticate(settings))
  config.timeout = timeout
  config[client.customFetch] = send as client.CustomFetch
  if (tokenEndpoint.startsWith('http:')) client.allowInsecureRequests(config)
  return async () => config
}

/** Clocks that differ by a minute are tolerated, as in tokens of external issuers. */
const clientMetadata = { [client.clockTolerance]: 60 }

/** Sends the secret as the server supports it. The default of discovery is HTTP Basic. */
function authenticate({ clientSecret }: ProviderSettings): client.ClientAuth {
  const post = client.ClientSecretPost(clientSecret)
  const basic = client.ClientSecretBasic(clientSecret)
  return (server, ...rest) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (supported.includes('client_secret_basic') ? basic : post)(server, ...rest)
  }
}

async function openIdClaims(
  config: client.Configuration,
  response: URL,
  checks: client.AuthorizationCodeGrantChecks,
): Promise<ProviderClaims> {
  const tokens = await client.authorizationCodeGrant(config, response, checks)
  const claims = tokens.claims()
  if (!claims) throw new ServiceError('invalid_credentials', 'The provider returned no ID token.')
  const needsUserInfo = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const user = needsUserInfo ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
  return toOpenIdClaims({ ...user, ...claims })
}

async function oauthClaims(
  { id, userInfoEndpoint, emailsEndpoint }: OAuthProvider,
  config: client.Configuration,
  response: URL,
  checks: client.AuthorizationCodeGrantChecks,
): Promise<ProviderClaims> {
  response.searchParams.delete('iss')
  const { access_token: token } = await client.authorizationCodeGrant(config, response, checks)
  const [user, emails] = await Promise.all([
    readJson(config, token, userInfoEndpoint),
    emailsEndpoint === undefined ? undefined : readJson(config, token, emailsEndpoint),
  ])
  const claims = toOAuthClaims(id, user, emails)
  if (!claims) throw new ProviderUnavailable('The user info has no id')
  return claims
}

async function readJson(config: client.Configuration, token: string, url: string): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' })
  const response = await client.fetchProtectedResource(config, token, new URL(url), 'GET', null, headers)
  if (!response.ok) throw new ProviderUnavailable(`${url} responded with ${response.status}`)
  return response.json()
}

/** Runs requests to a provider, and translates their failure. */
async function withDeadline<T>(name: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ProviderUnavailable(`No response within ${timeout} s`)), timeout * 1000)
  })
  try {
    return await Promise.race([work(), deadline])
  } catch (error) {
    throw toProviderFailure(error, name)
  } finally {
    clearTimeout(timer)
  }
}
