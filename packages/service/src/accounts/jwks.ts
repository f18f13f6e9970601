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

/**
 * The keys of an external issuer: from its JWKS endpoint, or pinned in a file (`file://…`). An unknown key id causes a request at most
 * every 30 seconds; while the endpoint is down, cached keys remain valid.
 */
export async function openKeys(url: string): Promise<JWTVerifyGetKey> {
  const { protocol } = new URL(url)
  if (protocol === 'file:') return createLocalJWKSet(JSON.parse(await readFile(new URL(url), 'utf8')) as JSONWebKeySet)

  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5000,
    cooldownDuration: cooldownMs,
    cacheMaxAge: 10 * 60_000,
    [customFetch]: fetchBounded,
  })
  let askAgain = 0
  return async (header, token) => {
    const known = remote.jwks()
    if (known && Date.now() < askAgain) return createLocalJWKSet(known)(header, token)
    try {
      return await remote(header, token)
    } catch (error) {
      if (isRefusal(error)) throw error
      askAgain = Date.now() + cooldownMs
      if (known) return createLocalJWKSet(known)(header, token)
      throw new ServiceError('unavailable', 'The issuer of this token cannot be asked for its keys.', { cause: error })
    }
  }
}

/** The key set was fetched, and has no key for the token. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}

/** A key set has a few kilobytes: an endpoint that sends far more is treated as being down. */
async function fetchBounded(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`The key set at ${url} is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers })
}
