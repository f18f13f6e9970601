import type { SignedIn } from '@taskpact/contract'
import { exchange, type OpenClient } from './call.js'
import type { RouteTable } from './route-table.js'
import { withTimeLimit } from './time-limit.js'

/**
 * Milliseconds in which tokens are renewed, with all tries: a little less than the ten seconds for which the server gives its
 * answer again to who missed it. A refresh token that is used later ends the session.
 */
const timeout = 8000

/** Lets a session renew its tokens by the operation of the contract that does. */
export function bindSession(routes: RouteTable, client: OpenClient): void {
  const [name, route] = Object.entries(routes).find(([, route]) => route.session === 'refresh') ?? []
  if (!name || !route) return
  client.session?.bind((refreshToken) =>
    withTimeLimit({ timeout, signal: undefined }, async (limit) => {
      const answer = await exchange({ ...route, name, repeat: 'safe' }, { refreshToken }, client, { limit })
      return answer as SignedIn
    }),
  )
}
