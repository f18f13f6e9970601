import type { Fetch } from '../jwks.js'
import { discover } from './discover.js'

/** The URLs of an authorization server that apps need. */
export interface IssuerEndpoints {
  readonly authorizationUrl: string
  readonly tokenUrl: string
  /** Undefined if the server does not support devices without a browser (RFC 8628). */
  readonly deviceAuthorizationUrl: string | undefined
  readonly metadataUrl: string
}

/** Returns the endpoints in the metadata of an authorization server. Rejects if no metadata is valid. `send` defaults to `fetch`. */
export function discoverEndpoints(issuer: string, send: Fetch = fetch): Promise<IssuerEndpoints> {
  return discover(issuer, send, (metadata, metadataUrl) => {
    const { authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl } = metadata
    const { device_authorization_endpoint: device } = metadata
    if (!isUrl(authorizationUrl) || !isUrl(tokenUrl)) throw new Error('It has no endpoints')
    return { authorizationUrl, tokenUrl, deviceAuthorizationUrl: isUrl(device) ? device : undefined, metadataUrl }
  })
}

/** Refuses schemes such as `javascript`: the documentation has links to the URLs. */
function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}
