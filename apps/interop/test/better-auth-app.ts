import { createHash, randomBytes } from 'node:crypto'

const redirectUri = 'https://calendar.example/callback'

export interface BetterAuthUser {
  readonly id: string
  readonly cookie: string
}

/** Signs a user up on a server with Better Auth. */
export async function signUp(origin: string, email: string): Promise<BetterAuthUser> {
  const response = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, name: 'Grace', password: 'Test123!' }),
  })
  const { user } = (await response.json()) as { user: { id: string } }
  const cookie = response.headers.getSetCookie().map((line) => line.split(';', 1)[0])
  return { id: user.id, cookie: cookie.join('; ') }
}

/** An app without a secret, which has registered itself (RFC 7591). */
export interface App {
  readonly clientId: string
  /** Gets an access token for a resource: the user consents, and the app sends the code with PKCE. */
  authorize(user: BetterAuthUser, scope: string, resource: string): Promise<Tokens>
}

export interface Tokens {
  readonly access_token: string
  readonly id_token?: string
  readonly refresh_token?: string
  readonly scope: string
}

/** The endpoints in the metadata of an authorization server (RFC 8414). */
export interface Endpoints {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly registration_endpoint: string
}

export async function registerApp(origin: string, endpoints: Endpoints): Promise<App> {
  const registered = await sendJson(endpoints.registration_endpoint, {
    client_name: 'Calendar',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
  })
  const clientId = String(registered.client_id)

  return {
    clientId,
    async authorize({ cookie }, scope, resource) {
      const verifier = randomBytes(32).toString('base64url')
      const request = new URL(endpoints.authorization_endpoint)
      request.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope,
        resource,
        state: 'one',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }).toString()
      // To anything but a navigation of a browser, Better Auth responds with the URL instead of a redirect.
      const response = await fetch(request, { redirect: 'manual', headers: { cookie } })
      const { url } = (await response.json()) as { url: string }
      const redirected = url.startsWith(redirectUri) ? url : await consent(new URL(url, origin), cookie)
      const code = new URL(redirected).searchParams.get('code')
      const token = await fetch(endpoints.token_endpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          redirect_uri: redirectUri,
          code: String(code),
          code_verifier: verifier,
          resource,
        }),
      })
      if (!token.ok) throw new Error(`${redirected}: ${await token.text()}`)
      return (await token.json()) as Tokens
    },
  }
}

/** Sends what the consent page of the operator sends when the user agrees. Returns where the user is redirected. */
async function consent({ origin, search }: URL, cookie: string): Promise<string> {
  const agreed = { accept: true, oauth_query: search.slice(1) }
  const { url } = await sendJson(`${origin}/api/auth/oauth2/consent`, agreed, { cookie, origin })
  return String(url)
}

async function sendJson(url: string, body: unknown, headers = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
