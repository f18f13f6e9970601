import type { AuthorizationServer } from './discover.js'
import { postForm } from './send.js'
import type { StoredGrant } from './stored-grant.js'
import { toTokens } from './token-response.js'

/** A request for authorization. */
export interface Authorization {
  readonly server: AuthorizationServer
  readonly clientId: string
  readonly scopes: readonly string[]
  /** The first access token is for the first one; the refresh token gets those for the others (RFC 8707, section 2.2). */
  readonly resources: readonly string[]
}

/** Returns the parameters that all requests for authorization have. */
export function toParameters({ server, clientId, scopes, resources }: Authorization): URLSearchParams {
  const all = server.hasOfflineAccess ? [...scopes, 'offline_access'] : scopes
  const parameters = new URLSearchParams({ client_id: clientId, scope: all.join(' ') })
  for (const resource of resources) parameters.append('resource', resource)
  return parameters
}

/** Exchanges a code for tokens. Rejects as `postForm` does. */
export async function exchange(
  { server, clientId, resources }: Authorization,
  code: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StoredGrant> {
  const resource = resources[0] as string
  const form = new URLSearchParams({ ...code, client_id: clientId, resource })
  const { access, refreshToken } = toTokens(await postForm(server.tokenEndpoint, form, signal))
  const { tokenEndpoint, revocationEndpoint } = server
  return { clientId, tokenEndpoint, revocationEndpoint, refreshToken, accessTokens: { [resource]: access } }
}
