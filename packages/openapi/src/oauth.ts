import type { Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'

/** The authorization server at which apps get access tokens. Relative URLs refer to the URL of the server. */
export interface OAuthEndpoints {
  readonly authorizationUrl: string
  readonly tokenUrl: string
  /** For devices without a browser (RFC 8628). Only OpenAPI 3.2 has a field for it. */
  readonly deviceAuthorizationUrl?: string | undefined
  /** The metadata of the server (RFC 8414). Only OpenAPI 3.2 has a field for it. */
  readonly metadataUrl?: string | undefined
}

export interface OAuthOptions extends OAuthEndpoints {
  /** The description of each scope. */
  readonly scopes: Readonly<Record<string, { readonly description: string }>>
}

const description = `Access token of an app, for which a user has allowed it scopes: a JWT, verified according to RFC8725. The app gets it by the
authorization code flow of OAuth 2.1, with PKCE (\`S256\`). Operations without a scope do not accept it.`

/** Returns the security scheme of apps. */
export function oauthSchemeOf({ authorizationUrl, tokenUrl, scopes }: OAuthOptions): OpenAPIV3_1.OAuth2SecurityScheme {
  const flow = { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes: describe(scopes) }
  return { type: 'oauth2', description, flows: { authorizationCode: flow } }
}

/** Returns the security scheme of apps in OpenAPI 3.2, for which `openapi-types` has no types. */
export function oauthScheme32Of(options: OAuthOptions): object {
  const { deviceAuthorizationUrl, metadataUrl, tokenUrl, scopes } = options
  const { flows, ...scheme } = oauthSchemeOf(options)
  const device = deviceAuthorizationUrl !== undefined && {
    deviceAuthorization: { deviceAuthorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes: describe(scopes) },
  }
  return {
    ...scheme,
    ...(metadataUrl !== undefined && { oauth2MetadataUrl: metadataUrl }),
    flows: { ...flows, ...device },
  }
}

function describe(scopes: OAuthOptions['scopes']): Record<string, string> {
  return Object.fromEntries(Object.entries(scopes).map(([name, scope]) => [name, scope.description]))
}

/** Returns whether apps can call any of the operations. */
export function isOpenToApps(operations: readonly Operation[]): boolean {
  return operations.some(({ metadata }) => metadata.scope !== null)
}
