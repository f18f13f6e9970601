import type { Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'

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
export function securityOf({ metadata: { access, scope } }: Operation): OpenAPIV3_1.SecurityRequirementObject[] {
  if (access === 'public') return []
  return scope === null ? [{ bearer: [] }] : [{ bearer: [] }, { personalToken: [] }]
}

/** The extension with the scope that an operation requires of a token that has scopes. Only the scheme `oauth2` could declare it. */
export function scopeExtensionOf({ metadata: { scope } }: Operation): ScopeExtension {
  return scope === null ? {} : { 'x-required-scope': scope }
}

export interface ScopeExtension {
  readonly 'x-required-scope'?: string
}

/** Returns the security schemes of operations. */
export function securitySchemesOf(operations: readonly Operation[]): Record<string, OpenAPIV3_1.SecuritySchemeObject> {
  return operations.some(({ metadata }) => metadata.scope !== null) ? { bearer, personalToken } : { bearer }
}
