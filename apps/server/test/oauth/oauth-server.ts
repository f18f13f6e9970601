import { createHash, randomBytes } from 'node:crypto'
import { startTestServer, type TestServer, type TestServerOptions, testPassword } from '@taskpact/testing'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { createPageBrowser, type Page, type PageBrowser } from './page-browser.js'

/** A server that is an authorization server too. */
export interface OAuthServer extends TestServer {
  /** The issuer. */
  readonly publicUrl: string
  readonly resources: { readonly api: string; readonly mcp: string }
}

/** An app in `OAUTH_CLIENTS`. */
export interface RegisteredApp {
  readonly clientId: string
  readonly name: string
  readonly redirectUris: readonly [string]
  readonly clientSecret?: string
  readonly allowsDevices?: boolean
}

export const webApp = {
  clientId: 'calendar',
  name: 'Calendar',
  redirectUris: ['https://calendar.example/callback'],
} satisfies RegisteredApp
export const localApp = {
  clientId: 'desktop',
  name: 'Desktop',
  redirectUris: ['http://127.0.0.1/callback'],
  allowsDevices: true,
} satisfies RegisteredApp
export const confidentialApp = {
  clientId: 'backend',
  name: 'Backend',
  redirectUris: ['https://backend.example/callback'],
  clientSecret: 'a canary secret of the tests, which is long',
} satisfies RegisteredApp

export type OAuthServerOptions = Omit<TestServerOptions<never>, 'api'>

export async function startOAuthServer(options: OAuthServerOptions = {}): Promise<OAuthServer> {
  const port = options.env?.PORT ?? String(await freePort())
  const publicUrl = `http://localhost:${port}`
  const env = {
    OAUTH: 'own',
    PORT: port,
    PUBLIC_URL: publicUrl,
    OAUTH_CLIENTS: JSON.stringify([webApp, localApp, confidentialApp]),
    ...options.env,
  }
  const server = await startTestServer({ ...options, env } as TestServerOptions<never>)
  const base = env.PUBLIC_URL
  return { ...server, publicUrl: base, resources: { api: `${base}/api`, mcp: `${base}/mcp` } } as unknown as OAuthServer
}

export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scope?: string
  readonly resource?: string | readonly string[]
  readonly more?: Readonly<Record<string, string>>
}

/** Returns the fields that each authorization request of an app needs. */
export function requestOf({ clientId, redirectUris: [redirectUri] }: RegisteredApp) {
  return { clientId, redirectUri }
}

/** A request for authorization with its code verifier (RFC 7636). */
export function authorizationRequest(
  { publicUrl }: OAuthServer,
  { clientId, redirectUri, scope = 'tasks:read', resource, more = {} }: AuthorizationRequest,
) {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: randomBytes(8).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  })
  for (const one of [resource ?? []].flat()) query.append('resource', one)
  return { url: `${publicUrl}/oauth/authorize?${query}`, verifier }
}

export interface Person {
  readonly email: string
  readonly password?: string
}

/** Signs in on the page if it asks for that, and allows the app. Returns the URL to which the app gets the result. */
export async function allow(
  browser: PageBrowser,
  first: Page,
  { email, password = testPassword }: Person,
): Promise<URL> {
  let page = first
  if (page.text.includes('/password"')) page = await browser.submit(page, '/password', { email, password })
  if (page.text.includes('/consent"')) page = await browser.submit(page, '/consent', { decision: 'allow' })
  return new URL(page.url)
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
}

/** Sends a request to the token endpoint. */
export async function requestToken(
  { publicUrl }: Pick<OAuthServer, 'publicUrl'>,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${publicUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
    headers,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** Returns a code for an app with what is needed to exchange it. */
export async function authorizeApp(
  server: OAuthServer,
  person: Person,
  request: AuthorizationRequest,
  browser = createPageBrowser(server.publicUrl),
) {
  const { url, verifier } = authorizationRequest(server, request)
  const result = await allow(browser, await browser.open(url), person)
  const code = result.searchParams.get('code') ?? ''
  const exchange = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
  }
  return { result, code, exchange, browser }
}

/** Connects an app: authorization, consent, and the exchange of the code. */
export async function connectApp(server: OAuthServer, person: Person, request: Partial<AuthorizationRequest> = {}) {
  const whole = { ...requestOf(webApp), ...request }
  const { exchange, browser } = await authorizeApp(server, person, whole)
  const { status, body } = await requestToken(server, exchange)
  if (status !== 200) throw new Error(`No token: ${JSON.stringify(body)}`)
  return { tokens: body as unknown as Tokens, browser, exchange, clientId: whole.clientId }
}
