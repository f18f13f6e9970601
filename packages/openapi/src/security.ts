import type { Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import { isOpenToApps, type OAuthOptions, oauthSchemeOf } from './oauth.js'

/** The security scheme of operations with `access: 'user'`. */
const bearer: OpenAPIV3_1.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: `Access token: a JWT, verified according to RFC8725. \`POST /api/auth/signup\` and \`POST /api/auth/signin\` return it as
\`token\`, with its expiration time as \`expiresAt\` and a \`refreshToken\` to get the next one. It becomes invalid when its session
ends.`,
}

/** The security scheme of personal access tokens, which operations with a scope accept. */
const personalToken: OpenAPIV3_1.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'tpt_',
  description: `Personal access token, for scripts and assistants. \`POST /api/auth/tokens\` returns it once. It must have the scope in
\`x-required-scope\` of the operation. Operations without one do not accept it.`,
}

/** Returns the security requirements of an operation, of which a request meets one. */
export function securityOf(
  { metadata: { access, scope } }: Operation,
  oauth: OAuthOptions | undefined,
): OpenAPIV3_1.SecurityRequirementObject[] {
  if (access === 'public') return []
  if (scope === null) return [{ bearer: [] }]
  return [{ bearer: [] }, { personalToken: [] }, ...(oauth ? [{ oauth: [scope] }] : [])]
}

/** The extension with the scope that an operation requires of any token with scopes. Security requirements have scopes for OAuth only. */
export function scopeExtensionOf({ metadata: { scope } }: Operation): ScopeExtension {
  return scope === null ? {} : { 'x-required-scope': scope }
}

export interface ScopeExtension {
  readonly 'x-required-scope'?: string
}

/** Returns the security schemes of operations. */
export function securitySchemesOf(
  operations: readonly Operation[],
  oauth: OAuthOptions | undefined,
): Record<string, OpenAPIV3_1.SecuritySchemeObject> {
  if (!isOpenToApps(operations)) return { bearer }
  return { bearer, personalToken, ...(oauth && { oauth: oauthSchemeOf(oauth) }) }
}
