import type { SignedIn } from '@taskpact/contract'
import { ApiError, isApiError } from './api-error.js'
import { type ContractMark, judgeContract } from './contract-mark.js'
import type { CallOptions, ClientOptions } from './create-client.js'
import { deprecationIn } from './hooks.js'
import { createIdempotencyKey } from './idempotency-key.js'
import { withRetries } from './retry.js'
import type { ClientRoute } from './route-table.js'
import { send } from './send.js'
import type { OpenSession } from './session.js'
import { type Limit, withTimeLimit } from './time-limit.js'
import { toRequest } from './to-request.js'

/** A client as its calls see it. */
export interface OpenClient extends ClientOptions {
  readonly session?: OpenSession
  /** The contract that its routes are of, where that is known. */
  readonly mark?: ContractMark | undefined
}

export type NamedRoute = ClientRoute & { readonly name: string }
type Input = Readonly<Record<string, unknown>>

/** Calls an operation: with the token of its session where it has one, and again as often as it may be. */
export function call(route: NamedRoute, given: Input, client: OpenClient, options: CallOptions): Promise<unknown> {
  const { session } = client
  const { timeout = client.timeout, signal } = options
  const input = toInput(route, given, session)
  return withTimeLimit({ timeout, signal }, async (limit) => {
    const output = await (session && !route.public
      ? inSession(session, (token) => exchange(route, input, client, { token, limit }))
      : exchange(route, input, client, { token: await tokenOf(client), limit }))
    if (session && route.session === 'end') await session.forget()
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
async function tokenOf({ token }: OpenClient): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token
}

interface Sending {
  readonly token?: string | undefined
  readonly limit: Limit
}

/** One request and its answer, as often as it takes. */
export async function exchange(
  route: NamedRoute,
  input: Input,
  client: OpenClient,
  { token, limit }: Sending,
): Promise<unknown> {
  const { baseUrl, fetch = globalThis.fetch, retries = 2, session, mark } = client
  const { target, headers: fixed, body } = toRequest(route, input)
  const headers = new Headers(fixed)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (mark) headers.set(mark.header, mark.fingerprint)
  const url = baseUrl.replace(/\/+$/, '') + target
  const told = { operation: route.name, method: route.method, url }
  const request = {
    ...told,
    headers,
    body,
    signal: limit.signal,
    withCookies: route.session !== undefined && session?.isInCookie === true,
  }
  let theirs: string | null = null

  const attempt = async () => {
    await client.onRequest?.({ ...told, headers })
    const begun = performance.now()
    return send(request, fetch, async ({ status, headers }) => {
      theirs = mark ? headers.get(mark.header) : null
      const deprecation = client.onDeprecated && deprecationIn(headers, route.name)
      if (deprecation) client.onDeprecated?.(deprecation)
      await client.onResponse?.({ ...told, status, headers, ms: performance.now() - begun })
    })
  }
  try {
    const { text, status } = await withRetries(attempt, { retries: route.repeat ? retries : 0, ...limit })
    return route.sends ? text : parse(text, status)
  } catch (error) {
    throw mark ? judgeContract(error, route, mark, theirs) : error
  }
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
