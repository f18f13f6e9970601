import type { SignedIn } from '@taskpact/contract'
import { exchange } from './call.js'
import type { ClientOptions } from './create-client.js'
import type { RouteTable } from './route-table.js'
import type { OpenSession } from './session.js'
import { withTimeLimit } from './time-limit.js'

/**
 * Milliseconds in which tokens are renewed, with all tries: a little less than the ten seconds for which the server gives its
 * answer again to who missed it. A refresh token that is used later ends the session.
 */
const timeout = 8000

/** Lets a session renew its tokens by the operation of the contract that does. */
export function bindSession(routes: RouteTable, client: ClientOptions): void {
  const session = client.session as OpenSession | undefined
  const route = Object.values(routes).find((route) => route.session === 'renews')
  if (!session || !route) return
  session.bind((refreshToken) =>
    withTimeLimit({ timeout, signal: undefined }, async (limit) => {
      const answer = await exchange({ ...route, repeat: 'safe' }, { refreshToken }, client, { limit })
      return answer as SignedIn
    }),
  )
}
