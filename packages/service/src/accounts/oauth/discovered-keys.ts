import type { JWTVerifyGetKey } from 'jose'
import { ServiceError } from '../../service-error.js'
import { boundedResponse } from '../bounded-response.js'
import { slashVariants } from '../external-token.js'
import { type Fetch, openKeys } from '../jwks.js'
import { shared } from '../shared-result.js'

/** Milliseconds for all requests of one discovery. */
const timeout = 5000
/** Milliseconds for which metadata is cached. */
const cachedFor = 24 * 60 * 60_000
/** Milliseconds after a failed discovery in which no other is tried, however many tokens arrive. */
const retryAfter = 1000

/**
 * Opens the key set of an authorization server, found by its metadata: RFC 8414, else OpenID Connect Discovery 1.0. Sends no request until a
 * token needs a key. Tokens are refused with `unavailable` while there is no valid metadata. Requests are sent by `send`; default: `fetch`.
 */
export function openDiscoveredKeys(issuer: string, send: Fetch = fetch): JWTVerifyGetKey {
  let opened: { readonly url: string; readonly keys: JWTVerifyGetKey } | undefined
  const currentKeys = shared(async () => {
    const url = await discoverKeySet(issuer, send)
    if (opened?.url !== url) opened = { url, keys: await openKeys(url, send) } // else the cached keys are kept
    return opened.keys
  }, cachedFor)
  let failure: { readonly error: ServiceError; readonly until: number } | undefined

  return async (header, token) => {
    if (failure && Date.now() < failure.until) throw failure.error
    const keys = await currentKeys().catch((cause: unknown) => {
      const error = new ServiceError('unavailable', 'The authorization server is unavailable.', { cause })
      failure = { error, until: Date.now() + retryAfter }
      throw error
    })
    return keys(header, token)
  }
}

/** Returns the `jwks_uri` of the first valid metadata. Rejects with an Error that has the reason for each URL. */
async function discoverKeySet(issuer: string, send: Fetch): Promise<string> {
  const signal = AbortSignal.timeout(timeout)
  const problems: string[] = []
  for (const url of metadataUrls(issuer)) {
    try {
      const response = await boundedResponse(url, await send(url, { signal, redirect: 'manual' }))
      if (!response.ok) throw new Error(`The status is ${response.status}`)
      return keySetOf(await response.json(), issuer)
    } catch (error) {
      problems.push(`${url}: ${error instanceof Error ? error.message : error}`)
    }
  }
  throw new Error(`No metadata of the issuer ${issuer}. ${problems.join('. ')}`)
}

/** RFC 8414, section 3.1, inserts the path; OpenID Connect Discovery 1.0, section 4, appends to it. */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/+$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

/** A server that can publish metadata at the URL must not speak for another issuer (RFC 8414, section 3.3), nor name a file. */
function keySetOf(metadata: unknown, issuer: string): string {
  const { issuer: stated, jwks_uri: url } = (metadata ?? {}) as {
    readonly issuer?: unknown
    readonly jwks_uri?: unknown
  }
  if (typeof stated !== 'string' || !slashVariants(issuer).includes(stated))
    throw new Error(`The issuer is ${JSON.stringify(stated)}`)
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('It has no jwks_uri')
  const allowed = issuer.startsWith('http:') ? ['https:', 'http:'] : ['https:']
  if (!allowed.includes(new URL(url).protocol))
    throw new Error(`The jwks_uri must begin with ${allowed.join('// or ')}//`)
  return url
}
