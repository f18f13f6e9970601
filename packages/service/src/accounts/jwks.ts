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

const maxBytes = 262_144
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
    [customFetch]: async (url, options) => bounded(url, await send(url, options)),
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

/** Reads a key set of a limited size. Real ones have a few kilobytes; an endpoint that sends far more is treated as unavailable. */
async function bounded(url: string, response: Response): Promise<Response> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`The key set at ${url} is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers })
}
