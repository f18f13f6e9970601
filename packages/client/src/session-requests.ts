import { type ClientContext, execute } from './execute.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { withTimeout } from './timeout.js'

/**
 * Calls the first operation of the contract with this effect on sessions; resolves to undefined if there is none. It is repeated if
 * its response is lost.
 */
export type RequestFor = (
  effect: NonNullable<ClientRoute['session']>,
  input: Readonly<Record<string, unknown>>,
  token?: string,
) => Promise<unknown>

/**
 * Milliseconds for a request, including retries. If all responses are lost, the next call repeats the request: the server accepts
 * a refresh token again until its successor is used.
 */
const timeout = 8000

/** Returns the requests that a session sends by itself. */
export function sessionRequests(routes: RouteTable, client: ClientContext): RequestFor {
  return async (effect, input, token) => {
    const [name, route] = Object.entries(routes).find(([, { session }]) => session === effect) ?? []
    const call = route && { ...route, name: name as string, retry: true as const }
    return call && withTimeout({ timeout }, (deadline) => execute(call, input, client, { token, deadline }))
  }
}
