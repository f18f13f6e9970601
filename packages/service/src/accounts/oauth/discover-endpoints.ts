import type { Fetch } from '../jwks.js'
import { discover } from './discover.js'

/** The URLs at which apps get tokens, and those of the metadata. */
export interface IssuerEndpoints {
  readonly authorizationUrl: string
  readonly tokenUrl: string
  /** Undefined if the server has no codes for devices (RFC 8628). */
  readonly deviceAuthorizationUrl: string | undefined
  readonly metadataUrl: string
}

/** Finds the endpoints of an authorization server by its metadata. Rejects if there is no valid one. Sends requests by `send`; default: `fetch`. */
export function discoverEndpoints(issuer: string, send: Fetch = fetch): Promise<IssuerEndpoints> {
  return discover(issuer, send, (metadata, metadataUrl) => {
    const { authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl } = metadata
    const { device_authorization_endpoint: device } = metadata
    if (!isUrl(authorizationUrl) || !isUrl(tokenUrl)) throw new Error('It has no endpoints')
    return { authorizationUrl, tokenUrl, deviceAuthorizationUrl: isUrl(device) ? device : undefined, metadataUrl }
  })
}

/** Other schemes, such as `javascript`, would be links in the documentation. */
function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
