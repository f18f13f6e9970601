import type { SignedIn } from '@taskpact/contract'
import { ApiError, isApiError } from './api-error.js'
import type { CallOptions, ClientOptions } from './create-client.js'
import { createIdempotencyKey } from './idempotency-key.js'
import { withRetries } from './retry.js'
import type { ClientRoute } from './route-table.js'
import { send } from './send.js'
import type { OpenSession } from './session.js'
import { type Limit, withTimeLimit } from './time-limit.js'
import { toRequest } from './to-request.js'

type Input = Readonly<Record<string, unknown>>

/** Calls an operation: with the token of its session where it has one, and again as often as it may be. */
export function call(route: ClientRoute, given: Input, client: ClientOptions, options: CallOptions): Promise<unknown> {
  const session = client.session as OpenSession | undefined
  const { timeout = client.timeout, signal } = options
  const input = toInput(route, given, session)
  return withTimeLimit({ timeout, signal }, async (limit) => {
    const output = await (session && !route.public
      ? inSession(session, (token) => exchange(route, input, client, { token, limit }))
      : exchange(route, input, client, { token: await tokenOf(client), limit }))
    if (session && route.session === 'ends') await session.forget()
    else if (session && route.session) await session.begin(output as SignedIn)
    return output
  })
}

/** With another token, a call that was refused for its token is sent once more: a refused call has done nothing. */
async function inSession(session: OpenSession, work: (token: string | undefined) => Promise<unknown>) {
  const kept = await session.current()
  try {
    return await work(kept?.token)
  } catch (error) {
    if (!kept || !isApiError(error, 'token_expired', 'invalid_token')) throw error
    const next = await session.renewed(kept)
    // Another user may have signed in meanwhile, who did not make this call.
    if (next?.userId !== kept.userId || next.token === kept.token) throw error
    return work(next.token)
  }
}

/** What the call does not say by itself: its key, and how its session is kept. */
function toInput({ repeat, session: does }: ClientRoute, given: Input, session: OpenSession | undefined): Input {
  // The key is the same in all tries of a call: by it, the server tells them from other calls.
  if (repeat === 'key' && given.idempotencyKey === undefined)
    return { ...given, idempotencyKey: createIdempotencyKey() }
  if (does === 'chooses' && session?.isInCookie) return { session: 'cookie', ...given }
  return given
}

/** Once for all tries: asked again, a function that rotates a refresh token might spend the one that an answer was lost for. */
async function tokenOf({ token }: ClientOptions): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token
}

interface Sending {
  readonly token?: string | undefined
  readonly limit: Limit
}

/** One request and its answer, as often as it takes. */
export async function exchange(
  route: ClientRoute,
  input: Input,
  { baseUrl, fetch = globalThis.fetch, retries = 2, session }: ClientOptions,
  { token, limit }: Sending,
): Promise<unknown> {
  const { target, headers: fixed, body } = toRequest(route, input)
  const headers = new Headers(fixed)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const url = baseUrl.replace(/\/+$/, '') + target
  const withCookies = route.session !== undefined && (session as OpenSession | undefined)?.isInCookie === true

  const request = { method: route.method, url, headers, body, signal: limit.signal, withCookies }
  const { text, status } = await withRetries(() => send(request, fetch), {
    retries: route.repeat ? retries : 0,
    ...limit,
  })
  return route.sends ? text : parse(text, status)
}

function parse(text: string, status: number): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError('unexpected_answer', `The server answered ${status} with something else than JSON.`, {
      cause,
      status,
    })
  }
}
