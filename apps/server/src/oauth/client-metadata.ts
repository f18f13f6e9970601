import { type Configuration, errors } from 'oidc-provider'
import { isLoopbackUri } from './redirect-uri.js'

type Extra = NonNullable<Configuration['extraClientMetadata']>

/** The fields that the server uses. It ignores all others (RFC 7591, section 2): it does not store them, nor fetch their URLs. */
const usedFields: ReadonlySet<string> = new Set([
  'client_id',
  'client_id_issued_at',
  'client_name',
  'client_secret',
  'client_secret_expires_at',
  'client_uri',
  'grant_types',
  'redirect_uris',
  'response_types',
  'token_endpoint_auth_method',
])
/** How clients authenticate at the token endpoint. */
export const clientAuthMethods = ['none', 'client_secret_basic', 'client_secret_post'] as const
const grantTypes = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code']
/** Maximum length of `client_name` in characters. */
const maxNameLength = 100
/** Maximum size of the metadata in bytes, which is that of a metadata document. */
const maxBytes = 5 * 1024

/**
 * Adapts the metadata of each client, from any source, to what the server supports. The library would refuse metadata that apps send:
 * scopes, grant types of other servers, or the application type `web` with loopback redirect URIs.
 */
export const clientMetadata: Extra = {
  // The library calls the validator with each property that it does not know itself.
  properties: ['token_endpoint_auth_methods_supported'],
  validator: (_ctx, _property, methods, metadata) => adapt(metadata as Record<string, unknown>, methods),
}

/** Changes the object, because the library reads the result from it. `methods` are alternatives that the client supports. */
function adapt(metadata: Record<string, unknown>, methods: unknown): void {
  for (const name of Object.keys(metadata)) if (!usedFields.has(name)) delete metadata[name]
  const { client_name: name, grant_types: grants, redirect_uris: uris } = metadata
  const method = authMethod(metadata.token_endpoint_auth_method, methods)
  metadata.token_endpoint_auth_method = method
  // The library has created a secret if the client named no method.
  if (method === 'none') for (const name of ['client_secret', 'client_secret_expires_at']) delete metadata[name]
  if (typeof name === 'string' && name.length > maxNameLength)
    refuse(`client_name must have at most ${maxNameLength} characters`)
  if (Buffer.byteLength(JSON.stringify(metadata)) > maxBytes)
    refuse(`client metadata must have at most ${maxBytes} bytes`)
  if (Array.isArray(grants)) metadata.grant_types = grants.filter((grant) => grantTypes.includes(grant))
  if (Array.isArray(uris)) metadata.application_type = applicationType(uris.filter((uri) => typeof uri === 'string'))
}

/** Returns the preferred method if the server supports it, else the first alternative that it supports. */
function authMethod(preferred: unknown, others: unknown): string {
  const listed = Array.isArray(others) ? others : []
  const method =
    clientAuthMethods.find((known) => known === preferred) ?? clientAuthMethods.find((known) => listed.includes(known))
  return method ?? refuse(`token_endpoint_auth_method must be one of ${clientAuthMethods.join(', ')}`)
}

/** Native apps can use any port of a loopback address, and private-use URI schemes (RFC 8252, section 7). */
function applicationType(redirectUris: readonly string[]): 'native' | 'web' {
  if (redirectUris.some((uri) => /^http:/i.test(uri) && !isLoopbackUri(uri)))
    refuse('redirect_uris must use https, except those with a loopback address')
  return redirectUris.some((uri) => !/^https:/i.test(uri)) ? 'native' : 'web'
}

function refuse(description: string): never {
  throw new errors.InvalidClientMetadata(description)
}
