import { boundedResponse } from '../bounded-response.js'
import { slashVariants } from '../external-token.js'
import type { Fetch } from '../jwks.js'

/** Metadata of an authorization server (RFC 8414, section 2). Only `issuer` is verified. */
export type IssuerMetadata = Readonly<Record<string, unknown>>

/** Milliseconds for all requests of one discovery. */
const timeout = 5000

/**
 * Fetches the metadata of an authorization server (RFC 8414, else OpenID Connect Discovery 1.0), and returns the result of `read`. Tries
 * the next URL if a request or `read` fails. Rejects with an Error that has the reason for each URL.
 */
export async function discover<T>(
  issuer: string,
  send: Fetch,
  read: (metadata: IssuerMetadata, url: string) => T,
): Promise<T> {
  const signal = AbortSignal.timeout(timeout)
  const problems: string[] = []
  for (const url of metadataUrls(issuer)) {
    try {
      const response = await boundedResponse(url, await send(url, { signal, redirect: 'manual' }))
      if (!response.ok) throw new Error(`The status is ${response.status}`)
      return read(requireIssuer(await response.json(), issuer), url)
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

/** Returns the metadata. Throws an Error if it names another issuer, which the server could impersonate (RFC 8414, section 3.3). */
function requireIssuer(metadata: unknown, issuer: string): IssuerMetadata {
  const { issuer: stated, ...others } = (metadata ?? {}) as IssuerMetadata
  if (typeof stated !== 'string' || !slashVariants(issuer).includes(stated))
    throw new Error(`The issuer is ${JSON.stringify(stated)}`)
  return { issuer: stated, ...others }
}
