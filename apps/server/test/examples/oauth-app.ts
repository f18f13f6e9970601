import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = process.env.API ?? 'http://localhost:8000'
const clientId = process.env.CLIENT_ID ?? 'desktop'

interface Metadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  revocation_endpoint: string
}
interface Tokens {
  access_token: string
  refresh_token: string
}

// The endpoints of the server (RFC 8414).
const found = await fetch(`${server}/.well-known/oauth-authorization-server`)
const metadata = (await found.json()) as Metadata

// The redirect URI is on a free port of this computer (RFC 8252).
const listener = createServer().listen(0, '127.0.0.1')
await once(listener, 'listening')
const redirectUri = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/callback`

// Only this program knows the verifier, so a stolen code is useless (RFC 7636).
const verifier = randomBytes(32).toString('base64url')
const state = randomBytes(16).toString('base64url')
const request = new URLSearchParams({
  response_type: 'code',
  client_id: clientId,
  redirect_uri: redirectUri,
  scope: 'tasks:write',
  resource: `${server}/api`,
  state,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
})
console.log(`Open ${metadata.authorization_endpoint}?${request}`)

const result = await receive()
if (result.get('state') !== state || result.get('iss') !== metadata.issuer) throw new Error('Not from this request')
if (result.has('error')) throw new Error(`${result.get('error')}: ${result.get('error_description')}`)

let tokens = await requestTokens({
  grant_type: 'authorization_code',
  code: result.get('code') ?? '',
  redirect_uri: redirectUri,
  code_verifier: verifier,
})

await call('/api/me/tasks', { method: 'POST', body: JSON.stringify({ title: 'Buy milk' }) })
await refresh() // as `call` does when the access token has expired
const { items } = (await call('/api/me/tasks')) as { items: { title: string }[] }
for (const { title } of items) console.log(title)

// When the user signs out of the program.
await post(metadata.revocation_endpoint, { token: tokens.refresh_token })
console.log('Disconnected')

/** Sends a request of the API, again with a new token if the token has expired. */
async function call(path: string, init: RequestInit = {}): Promise<unknown> {
  const send = () =>
    fetch(server + path, {
      ...init,
      headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
    })
  let response = await send()
  if (response.status === 401) {
    await refresh()
    response = await send()
  }
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/** Each refresh token is for one use: store the new one before you delete the old one. */
async function refresh(): Promise<void> {
  tokens = await requestTokens({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
}

async function requestTokens(parameters: Record<string, string>): Promise<Tokens> {
  const response = await post(metadata.token_endpoint, parameters)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Tokens
}

function post(url: string, parameters: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: clientId, ...parameters }) })
}

/** Waits until the browser opens the redirect URI, and returns the parameters. */
async function receive(): Promise<URLSearchParams> {
  const [request, response] = (await once(listener, 'request')) as [IncomingMessage, ServerResponse]
  response.setHeader('connection', 'close').end('You can close this page.')
  listener.close()
  return new URL(request.url ?? '', redirectUri).searchParams
}
