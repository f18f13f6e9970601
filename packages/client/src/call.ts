import type { CallOptions } from './create-client.js'
import { type ClientContext, execute } from './execute.js'
import { createIdempotencyKey } from './idempotency-key.js'
import type { NamedRoute } from './route-table.js'
import { withTimeout } from './timeout.js'

type Input = Readonly<Record<string, unknown>>

/** Calls an operation with the token of the session or of the client. */
export function call(route: NamedRoute, input: Input, client: ClientContext, options: CallOptions): Promise<unknown> {
  const { session } = client
  const { timeout = client.timeout, signal } = options
  // Created once per call: all attempts have the same key.
  const needsKey = route.headers?.includes('idempotencyKey') && input.idempotencyKey === undefined
  const fullInput = needsKey ? { ...input, idempotencyKey: createIdempotencyKey() } : input
  return withTimeout({ timeout, signal }, async (deadline) => {
    const send = (token: string | undefined, defaults?: Input) =>
      execute(route, { ...defaults, ...fullInput }, client, { token, deadline })
    return session ? session.call(route, send, deadline) : send(await resolveToken(client))
  })
}

/** Called once for all attempts: a function that rotates a refresh token could otherwise spend it twice. */
async function resolveToken({ token }: ClientContext): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token
}
