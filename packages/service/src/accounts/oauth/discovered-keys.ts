import type { JWTVerifyGetKey } from 'jose'
import { ServiceError } from '../../service-error.js'
import { type Fetch, openKeys } from '../jwks.js'
import { shared } from '../shared-result.js'
import { discover, type IssuerMetadata } from './discover.js'

/** Milliseconds for which metadata is cached. */
const cachedFor = 24 * 60 * 60_000
/** Milliseconds after a failed discovery before the next one. */
const retryAfter = 1000

/**
 * Opens the key set in the metadata of an authorization server (RFC 8414, else OpenID Connect Discovery 1.0). Sends no request until a
 * token needs a key. Rejects with `unavailable` while there is no valid metadata. `send` defaults to `fetch`.
 */
export function openDiscoveredKeys(issuer: string, send: Fetch = fetch): JWTVerifyGetKey {
  let opened: { readonly url: string; readonly keys: JWTVerifyGetKey } | undefined
  const currentKeys = shared(async () => {
    const url = await discover(issuer, send, (metadata) => keySetOf(metadata, issuer))
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

function keySetOf({ jwks_uri: url }: IssuerMetadata, issuer: string): string {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('It has no jwks_uri')
  const allowed = issuer.startsWith('http:') ? ['https:', 'http:'] : ['https:']
  if (!allowed.includes(new URL(url).protocol))
    throw new Error(`The jwks_uri must begin with ${allowed.join('// or ')}//`)
  return url
}
