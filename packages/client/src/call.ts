import { ApiError } from './api-error.js'
import type { CallOptions } from './create-client.js'
import { type ClientContext, execute } from './execute.js'
import { createIdempotencyKey } from './idempotency-key.js'
import type { NamedRoute } from './route-table.js'
import { withTimeout } from './timeout.js'

type Input = Readonly<Record<string, unknown>>

/**
 * Calls an operation with the token of the session or of the client. The route of a name without a method is loaded within the
 * timeout; a failure to load it is `unreachable`, as that of a request.
 */
export function call(known: NamedRoute, input: Input, client: ClientContext, options: CallOptions): Promise<unknown> {
  const { session, token } = client
  const { timeout = client.timeout, signal } = options
  return withTimeout({ timeout, signal }, async (deadline) => {
    const user = session?.user
    const route = known.method
      ? known
      : (
          await import('./account-routes.js').catch((cause) => {
            throw new ApiError('unreachable', `No response from import of ${known.name}.`, { cause })
          })
        ).findRoute(known, input, client, user, deadline)
    // Created once per call: all attempts have the same key.
    const needsKey = route.headers?.includes('idempotencyKey') && input.idempotencyKey === undefined
    const fullInput = needsKey ? { ...input, idempotencyKey: createIdempotencyKey() } : input
    const send = (token: string | undefined, defaults?: Input) =>
      execute(route, { ...defaults, ...fullInput }, client, { token, deadline })
    if (session) return session.call(route, send, deadline)
    // Called once for all attempts: a function that rotates a refresh token could otherwise spend it twice.
    return send(typeof token === 'function' ? await token() : token)
  })
}
