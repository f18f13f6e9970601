import type { SignedIn } from '@taskpact/contract'
import { isApiError } from './api-error.js'
import type { CallOptions } from './create-client.js'
import { type ClientContext, execute, type NamedRoute } from './execute.js'
import { createIdempotencyKey } from './idempotency-key.js'
import type { ClientRoute } from './route-table.js'
import type { InternalSession } from './session.js'
import { withTimeout } from './timeout.js'

type Input = Readonly<Record<string, unknown>>

/** Calls an operation with the token of the session or of the client, and updates the session if the operation affects it. */
export function call(route: NamedRoute, input: Input, client: ClientContext, options: CallOptions): Promise<unknown> {
  const { session } = client
  const { timeout = client.timeout, signal } = options
  const fullInput = withDefaults(route, input, session)
  return withTimeout({ timeout, signal }, async (deadline) => {
    const output = await (session && !route.public
      ? withSessionToken(session, (token) => execute(route, fullInput, client, { token, deadline }))
      : execute(route, fullInput, client, { token: await resolveToken(client), deadline }))
    if (session && route.session === 'end') await session.forget()
    else if (session && route.session) await session.start(output as SignedIn)
    return output
  })
}

/** Repeats `work` once with a new token if its token is rejected. This is safe: a rejected request has no effect. */
async function withSessionToken(session: InternalSession, work: (token: string | undefined) => Promise<unknown>) {
  const tokens = await session.current()
  try {
    return await work(tokens?.token)
  } catch (error) {
    if (!tokens || !isApiError(error, 'token_expired', 'invalid_token')) throw error
    const next = await session.refresh(tokens)
    // Another user may have signed in meanwhile and must not repeat this call.
    if (next?.userId !== tokens.userId || next.token === tokens.token) throw error
    return work(next.token)
  }
}

/** Adds an idempotency key and the storage of the refresh token, if the operation takes them and the input has none. */
function withDefaults({ retry, sessionField }: ClientRoute, input: Input, session: InternalSession | undefined): Input {
  // Created once per call: all attempts have the same key.
  if (retry === 'key' && input.idempotencyKey === undefined) {
    return { ...input, idempotencyKey: createIdempotencyKey() }
  }
  if (sessionField && session?.usesCookie) return { session: 'cookie', ...input }
  return input
}

/** Called once for all attempts: a function that rotates a refresh token could otherwise spend it twice. */
async function resolveToken({ token }: ClientContext): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token
}
