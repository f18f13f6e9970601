import type { RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { startTestServer } from '@taskpact/testing'
import { listen, pollInterval, startGateway } from './gateway.js'

/** An API whose authorization server is another one: a certified OpenID provider with its own pages, in this process. */
export interface ForeignApi {
  /** The URL of the API. */
  readonly url: string
  readonly issuer: string
  /** Each request that the authorization server received: method and path. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

export interface ForeignApiOptions {
  /** Seconds. Default: an hour. */
  readonly tokenLifetime?: number
}

export const foreignClientId = 'cli-of-another-issuer'

/** The provider is a dependency of the server only. */
const fromServer = createRequire(new URL('../../../apps/server/package.json', import.meta.url))

export async function startForeignApi({ tokenLifetime = 3600 }: ForeignApiOptions = {}): Promise<ForeignApi> {
  const { default: Provider } = await import(pathToFileURL(fromServer.resolve('oidc-provider')).href)
  const requests: string[] = []
  let handle: RequestListener | undefined
  const issuerServer = await listen((incoming, response) => {
    requests.push(`${incoming.method} ${incoming.url?.split('?')[0]}`)
    handle?.(incoming, response)
  })
  const issuer = issuerServer.url
  let target = ''
  const gateway = await startGateway(
    () => target,
    (incoming, response) => {
      const [, resource] = /^\/\.well-known\/oauth-protected-resource(\/\w+)$/.exec(incoming.url ?? '') ?? []
      if (resource === undefined) return false
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ resource: url + resource, authorization_servers: [issuer] }))
      return true
    },
  )
  const { url } = gateway
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: foreignClientId,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    cookies: { keys: ['a key of the tests'] },
    features: {
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx: unknown, audience: string) => ({
          scope: 'tasks:read tasks:write account:read',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLifetime,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    // The type of tokens that the API takes from other issuers.
    formats: {
      customizers: {
        jwt(_ctx: unknown, _token: unknown, parts: { header: object }) {
          parts.header = { ...parts.header, typ: 'JWT' }
        },
      },
    },
    findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  provider.use(async (ctx: { body?: { readonly device_code?: string } }, next: () => Promise<void>) => {
    await next()
    if (ctx.body?.device_code !== undefined) Object.assign(ctx.body, { interval: pollInterval })
  })
  handle = provider.callback()
  const server = await startTestServer({
    env: { AUTH_JWKS_URL: `${issuer}/jwks`, AUTH_ISSUER: issuer, AUTH_AUDIENCE: `${url}/api` },
  })
  target = server.url
  return {
    url,
    issuer,
    requests,
    async close() {
      for (const one of [gateway, issuerServer]) await one.close()
      await server.close()
    },
  }
}
