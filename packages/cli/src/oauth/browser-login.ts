import { createHash, randomBytes } from 'node:crypto'
import { note } from '../streams.js'
import { Failure } from '../usage-error.js'
import { type Authorization, exchange, toParameters } from './authorization.js'
import { openLoopback } from './loopback.js'
import { isRemote, openBrowser } from './open-browser.js'
import { refusalOf } from './refusal.js'
import type { StoredGrant } from './stored-grant.js'

/** Milliseconds to wait for the sign-in. */
const timeout = 5 * 60_000

/**
 * Signs in with a browser on this computer: authorization code with PKCE (RFC 7636) and a loopback redirect (RFC 8252). Prints the URL,
 * and opens it unless `mayOpen` is false or the user is on another computer.
 */
export async function loginByBrowser(
  authorization: Authorization,
  mayOpen: boolean,
  signal: AbortSignal,
): Promise<StoredGrant> {
  const { authorizationEndpoint, issuer } = authorization.server
  if (authorizationEndpoint === undefined) throw new Failure(`${issuer} has no page to sign in: use --device`)
  const state = randomBytes(16).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  const loopback = await openLoopback({ state, timeout, signal })
  try {
    const { redirectUri } = loopback
    show(toUrl(authorizationEndpoint, authorization, { state, verifier, redirectUri }), mayOpen)
    const code = codeOf(await loopback.response, authorization)
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
    return await exchange(authorization, grant, signal)
  } catch (error) {
    throw refusalOf(error)
  } finally {
    loopback.close()
  }
}

interface Secrets {
  readonly state: string
  readonly verifier: string
  readonly redirectUri: string
}

function toUrl(endpoint: string, authorization: Authorization, { state, verifier, redirectUri }: Secrets): string {
  const url = new URL(endpoint)
  const parameters = toParameters(authorization)
  const own = {
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // OpenID Connect Core, section 11: without it, offline_access is ignored.
    ...(authorization.server.hasOfflineAccess && { prompt: 'consent' }),
  }
  for (const [name, value] of [...parameters, ...Object.entries(own)]) url.searchParams.append(name, value)
  return url.href
}

function show(url: string, mayOpen: boolean): void {
  const byHand = 'Open it in a browser on this computer. Elsewhere, use: taskpact login --device'
  note(`Sign in at:\n${url}`)
  if (mayOpen && !isRemote()) openBrowser(url, () => note(`The browser could not be opened. ${byHand}`))
  else note(byHand)
}

/** Returns the code of the response. Throws if another issuer sent it, which could be an attack (RFC 9207), or if it is an error. */
function codeOf(response: URLSearchParams, { server }: Authorization): string {
  const issuer = response.get('iss')
  if (issuer === null ? server.sendsIssuer : issuer !== server.issuer) {
    throw new Failure(`The response is not from ${server.issuer}. Nothing was stored`)
  }
  const code = response.get('code')
  if (code !== null) return code
  throw refusalOf(response)
}
