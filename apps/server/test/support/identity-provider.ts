import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** The user who is signed in at the provider. */
export interface ProviderUser {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

/** What an attacker, or a provider that has failed, changes. */
export interface Tampering {
  /** Claims of the ID token. */
  claims?: JWTPayload
  /** Whether the ID token is signed with another key. */
  forges?: boolean
  /** Parameters of the redirect. */
  redirect?: Record<string, string>
  /** Whether codes can be used more than once, and without PKCE. */
  isLax?: boolean
  /** Milliseconds before each response. */
  delay?: number
  /** Status of each response. */
  status?: number
  /** Whether the ID token has no e-mail address, which then only the userinfo endpoint returns. */
  hidesEmail?: boolean
}

export interface TestProvider {
  readonly issuer: string
  /** Undefined: each authorization is of a new user without a verified address. */
  user: ProviderUser | undefined
  tampering: Tampering
  /** Requests so far, by path. */
  readonly requests: string[]
  /** For OIDC_PROVIDERS: the OpenID provider `openid` and the OAuth 2 server `oauth`. */
  readonly setting: string
  close(): Promise<void>
}

const clientId = 'tasks'
const clientSecret = 'provider-canary'

/** Starts an identity provider on a loopback address: OpenID Connect and, below `/oauth`, OAuth 2 in the manner of GitHub. */
export async function startTestProvider(port = 0): Promise<TestProvider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const { privateKey: otherKey } = await generateKeyPair('ES256')
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const codes = new Map<string, { query: URLSearchParams; user: ProviderUser; isUsed: boolean }>()
  const tokens = new Map<string, ProviderUser>()
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider: TestProvider = {
    issuer,
    user: undefined,
    tampering: {},
    requests: [],
    setting: JSON.stringify([
      { id: 'openid', name: 'Open ID', issuer, clientId, clientSecret },
      {
        id: 'oauth',
        name: 'OAuth',
        authorizationEndpoint: `${issuer}/oauth/authorize`,
        tokenEndpoint: `${issuer}/oauth/token`,
        userInfoEndpoint: `${issuer}/oauth/user`,
        emailsEndpoint: `${issuer}/oauth/emails`,
        scope: 'read:user user:email',
        clientId,
        clientSecret,
      },
    ]),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
    provider.requests.push(pathname)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { delay = 0, status } = provider.tampering
    await new Promise((resolve) => setTimeout(resolve, delay))
    const json = (code: number, value: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (status !== undefined) return void json(status, { error: 'server_error', error_description: 'canary' })
    const user = tokens.get(String(request.headers.authorization).replace(/^Bearer /i, ''))
    if (pathname === '/.well-known/openid-configuration') return void json(200, metadata())
    if (pathname === '/jwks') return void json(200, { keys: [key] })
    if (pathname.endsWith('/authorize')) {
      const code = randomUUID()
      codes.set(code, {
        query: searchParams,
        user: provider.user ? { ...provider.user } : { ...newProviderUser(), email_verified: false },
        isUsed: false,
      })
      const location = new URL(searchParams.get('redirect_uri') ?? '')
      const state = searchParams.get('state') ?? ''
      location.search = new URLSearchParams({ code, state, iss: issuer, ...provider.tampering.redirect }).toString()
      return void response.writeHead(302, { location: location.href }).end()
    }
    if (pathname.endsWith('/token')) {
      const result = await exchange(
        new URLSearchParams(body),
        request.headers.authorization,
        pathname.startsWith('/oauth'),
      )
      return void json('error' in result ? 400 : 200, result)
    }
    if (!user) return void json(401, { error: 'invalid_token' })
    if (pathname === '/userinfo') return void json(200, user)
    if (pathname === '/oauth/user') return void json(200, { id: Number(user.sub), login: 'ada', name: user.name })
    json(200, [
      { email: 'other@example.com', primary: false, verified: true },
      { email: user.email, primary: true, verified: user.email_verified ?? false },
    ])
  }

  async function exchange(body: URLSearchParams, authorization: string | undefined, isOAuth: boolean) {
    const decoded = Buffer.from(authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    const isClient = authorization
      ? decodeURIComponent(decoded) === `${clientId}:${clientSecret}`
      : body.get('client_id') === clientId && body.get('client_secret') === clientSecret
    const code = codes.get(body.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const { claims, forges = false, isLax = false, hidesEmail = false } = provider.tampering
    if (!isClient) return { error: 'invalid_client' }
    if (!code || body.get('redirect_uri') !== code.query.get('redirect_uri')) return { error: 'invalid_grant' }
    if (!isLax && (code.isUsed || challenge !== code.query.get('code_challenge')))
      return { error: 'invalid_grant', error_description: 'canary' }
    code.isUsed = true
    const accessToken = randomUUID()
    tokens.set(accessToken, code.user)
    const response = { access_token: accessToken, token_type: 'bearer' }
    if (isOAuth) return response
    const { email, email_verified, ...user } = code.user
    const content = { ...user, ...(hidesEmail ? {} : { email, email_verified }), nonce: code.query.get('nonce') }
    const idToken = await new SignJWT({ ...content, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(claims?.iss ?? issuer)
      .setAudience(claims?.aud ?? clientId)
      .setIssuedAt(claims?.iat)
      .setExpirationTime(claims?.exp ?? '5m')
      .sign(forges ? otherKey : privateKey)
    return { ...response, id_token: idToken }
  }

  function metadata() {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    }
  }
}

/** Signs the user in at the provider. Returns the URL to which it redirects the browser. */
export async function redirectOf(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' })
  return response.headers.get('location') ?? Promise.reject(new Error(`No redirect: ${await response.text()}`))
}

/** Returns a user whom no account has. The subject is a number, as at GitHub. */
export function newProviderUser(): ProviderUser {
  const sub = String(Math.floor(Math.random() * 1e15))
  return { sub, email: `${randomUUID()}@example.com`, email_verified: true, name: 'Ada Lovelace' }
}
