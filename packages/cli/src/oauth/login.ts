import type { Login } from '../login.js'
import { loginByBrowser } from './browser-login.js'
import { loginByDevice } from './device-login.js'
import { discover } from './discover.js'
import { revokeGrant } from './revoke-grant.js'

/** The id under which authorization servers of this project know the command line. */
const ownClientId = 'taskpact-cli'

/**
 * Signs in at the authorization server of an API, by a browser or by a code, and passes the access token and its grant on. Returns false if the
 * API has no authorization server. Calls `check` before the user is asked for anything. Revokes the grant if `use` rejects.
 */
export async function loginByOAuth(
  { url, scopes, values, use }: Login,
  check: () => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const { device, browser, clientId = ownClientId } = values
  const insecure = values.insecure === true
  const discovered = await discover(url, insecure, signal)
  if (!discovered) return false
  await check()
  const authorization = { ...discovered, clientId: clientId as string, scopes }
  const grant = device
    ? await loginByDevice(authorization, insecure, signal)
    : await loginByBrowser(authorization, browser !== false, signal)
  try {
    const { token } = grant.accessTokens[discovered.resources[0] as string] ?? {}
    await use(token as string, grant)
  } catch (error) {
    await revokeGrant(grant, signal)
    throw error
  }
  return true
}
