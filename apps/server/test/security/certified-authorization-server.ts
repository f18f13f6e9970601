import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import OidcProvider from 'oidc-provider'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { signInOnPages } from './provider-pages.js'
import type { Claims } from './token-forging.js'

const path = '/realms/tasks'
const redirectUri = 'https://calendar.example/callback'
export const clientId = 'calendar'

export interface AuthorizationServer {
  readonly issuer: string
  /** The public key that signs, as a JWK. */
  readonly publicKey: JWK
  /** Signs a user in and consents, by the authorization code grant with PKCE. */
  tokensFor(user: string, scope: string, resource: string): Promise<{ accessToken: string; idToken: string }>
  /** Returns a token with any claims, signed as its own. */
  sign(claims: Claims, header?: Claims): Promise<string>
  /** Replaces the signing key. */
  rotate(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Creates a certified OpenID provider whose issuer has a path, as that of Keycloak. It listens after `start`, always on the same port. */
export async function createAuthorizationServer(): Promise<AuthorizationServer> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}${path}`
  let key = await createKey()
  let serve = listenerOf(issuer, key)
  let http: Server | undefined

  return {
    issuer,
    get publicKey() {
      return toPublic(key)
    },
    async tokensFor(user, scope, resource) {
      const verifier = randomBytes(32).toString('base64url')
      const authorization = new URL(`${issuer}/auth`)
      authorization.search = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope,
        resource,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }).toString()
      const redirected = new URL(await signInOnPages(authorization.href, user, redirectUri))
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          code: redirected.searchParams.get('code') ?? `none: ${redirected.href}`,
          redirect_uri: redirectUri,
          code_verifier: verifier,
          resource,
        }),
      })
      const tokens = (await response.json()) as { access_token?: string; id_token?: string }
      if (tokens.access_token === undefined) throw new Error(JSON.stringify(tokens))
      return { accessToken: tokens.access_token, idToken: tokens.id_token ?? '' }
    },
    sign: async (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header }).sign(key),
    async rotate() {
      key = await createKey()
      serve = listenerOf(issuer, key)
    },
    async start() {
      http = createServer((req, res) => serve(req, res))
      await new Promise<void>((resolve) => http?.listen(port, '127.0.0.1', resolve))
    },
    async stop() {
      http?.closeAllConnections()
      await new Promise((resolve) => (http ? http.close(resolve) : resolve(undefined)))
    },
  }
}

type SigningKey = JWK & { readonly kid: string }

async function createKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' }
}

function toPublic({ kty, kid, alg, n, e }: JWK): JWK {
  return { kty, kid, alg, n, e } as JWK
}

function listenerOf(issuer: string, key: SigningKey): RequestListener {
  const provider = new OidcProvider(issuer, {
    clients: [
      {
        client_id: clientId,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    cookies: { keys: ['a key of the tests'] },
    jwks: { keys: [key] },
    findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx: unknown, audience: string) => ({
          audience,
          scope: 'tasks:read tasks:write account:read',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  const handle = provider.callback() as RequestListener
  return (req, res) => {
    const { url = '/' } = req
    if (!url.startsWith(`${path}/`)) return void res.writeHead(404).end()
    handle(Object.assign(req, { originalUrl: url, url: url.slice(path.length) }), res)
  }
}
