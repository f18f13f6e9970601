import type { SignedIn } from '@taskpact/contract'
import { type ClientContext, execute } from './execute.js'
import type { RouteTable } from './route-table.js'
import { withTimeout } from './timeout.js'

/**
 * Milliseconds for a token refresh, including retries. If all responses are lost, the next call repeats the request: the server accepts
 * a refresh token again until its successor is used.
 */
const timeout = 8000

/** Lets the session of a client refresh its tokens through the operation of the contract that does this. */
export function bindTokenRefresh(routes: RouteTable, client: ClientContext): void {
  const [name, route] = Object.entries(routes).find(([, route]) => route.session === 'refresh') ?? []
  if (!name || !route) return
  client.session?.bind((refreshToken) =>
    withTimeout({ timeout, signal: undefined }, async (deadline) => {
      const output = await execute({ ...route, name, retry: 'safe' }, { refreshToken }, client, { deadline })
      return output as SignedIn
    }),
  )
}
