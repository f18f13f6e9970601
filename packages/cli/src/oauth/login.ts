import type { Login } from '../login.js'
import { loginByBrowser } from './browser-login.js'
import { loginByDevice } from './device-login.js'
import { discover } from './discover.js'
import { revokeGrant } from './revoke-grant.js'

/** The client id of the command line at the authorization server of Taskpact. */
const ownClientId = 'taskpact-cli'

/**
 * Signs in at the authorization server of an API, and calls `use` with the access token and its grant. Returns false if the API has no
 * authorization server. Calls `check` before the user must do anything. Revokes the grant if `use` rejects.
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
