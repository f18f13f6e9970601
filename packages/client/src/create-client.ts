import type { AppRouter, Calls, Contract } from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import { ApiError } from './api-error.js'
import { createIdempotencyKey } from './idempotency-key.js'
import { withRetries } from './retry.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { routes } from './routes.gen.js'
import { send } from './send.js'
import { toRequest } from './to-request.js'

export interface ClientOptions {
  /** Where the API is served, such as `https://tasks.example.org`; it may have a path. */
  readonly baseUrl: string
  /** The access token, or a function that is asked for it at each call; undefined while signed out. */
  readonly token?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /**
   * How many times at most a call is tried again that met no server, or one that is busy. Only calls that read or that have an
   * idempotency key are: what else was sent may have been done. Default: 2.
   */
  readonly retries?: number
}

export interface CallOptions {
  /** Ends the call, and the wait before it is tried again; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/** One method for each operation, by its name: `client.tasks.create({ title })`. */
export type Client<C extends AppRouter = Contract> = Calls<C, CallOptions>

/**
 * A client of the API over REST. Every method takes the flat input of its operation and resolves to its output;
 * it rejects with an ApiError, whose `code` says why (RFC 9457). A call that takes an idempotency key and is given
 * none gets a new one.
 */
export function createClient(options: ClientOptions): Client {
  return createClientOf<Contract>(routes, options)
}

/** A client of another contract: its routes come from `toRouteTable`. */
export function createClientOf<C extends AppRouter>(routes: RouteTable, client: ClientOptions): Client<C> {
  const methods = Object.entries(routes).map(([name, route]) => {
    const method = (input: Record<string, unknown> = {}, options: CallOptions = {}) =>
      call(route, input, client, options)
    return [name, method] as const
  })
  return nested(methods) as Client<C> // built by name, so the compiler cannot see its shape
}

async function call(
  route: ClientRoute,
  input: Record<string, unknown>,
  { baseUrl, token, fetch = globalThis.fetch, retries = 2 }: ClientOptions,
  { signal }: CallOptions,
): Promise<unknown> {
  const { target, headers: fixed, body } = toRequest(route, withKey(route, input))
  // Once for all tries: asked again, a function that rotates a refresh token might spend the one that an answer was lost for.
  const bearer = typeof token === 'function' ? await token() : token
  const headers = new Headers(fixed)
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)

  const request = { method: route.method, url: baseUrl.replace(/\/+$/, '') + target, headers, body, signal }
  const { text, status } = await withRetries(() => send(request, fetch), {
    retries: route.repeat ? retries : 0,
    signal,
  })
  return route.sends ? text : parse(text, status)
}

/** The key is the same in all tries of a call: by it, the server tells them from other calls. */
function withKey({ repeat }: ClientRoute, input: Record<string, unknown>): Record<string, unknown> {
  if (repeat !== 'key' || input.idempotencyKey !== undefined) return input
  return { ...input, idempotencyKey: createIdempotencyKey() }
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
