import { readFile } from 'node:fs/promises'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose'
import { ServiceError } from '../service-error.js'
import { boundedResponse } from './bounded-response.js'

const cooldownMs = 30_000

export type Fetch = (url: string, options: RequestInit) => Promise<Response>

/**
 * Opens the key set (JWKS, RFC 7517) of an external issuer: an endpoint, or a file (`file://…`). An unknown key id
 * causes at most one request in 30 seconds. While the endpoint is unavailable, cached keys remain valid; without any,
 * tokens are refused with `unavailable`. Requests are sent by `send`; default: `fetch`.
 */
export async function openKeys(url: string, send: Fetch = fetch): Promise<JWTVerifyGetKey> {
  const { protocol } = new URL(url)
  if (protocol === 'file:') return createLocalJWKSet(JSON.parse(await readFile(new URL(url), 'utf8')) as JSONWebKeySet)

  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5000,
    cooldownDuration: cooldownMs,
    cacheMaxAge: 10 * 60_000,
    [customFetch]: async (url, options) => boundedResponse(url, await send(url, options)),
  })
  let nextFetchAt = 0
  return async (header, token) => {
    const cached = remote.jwks()
    if (cached && Date.now() < nextFetchAt) return createLocalJWKSet(cached)(header, token)
    try {
      return await remote(header, token)
    } catch (error) {
      if (isUnknownKey(error)) throw error
      nextFetchAt = Date.now() + cooldownMs
      if (cached) return createLocalJWKSet(cached)(header, token)
      throw new ServiceError('unavailable', 'The signing keys of the token issuer are unavailable.', { cause: error })
    }
  }
}

/** Returns whether the key set was fetched but has no key for the token. */
function isUnknownKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}
