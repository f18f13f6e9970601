import type { AppRouter, Calls, Contract } from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import { ApiError } from './api-error.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { routes } from './routes.gen.js'
import { toRequest } from './to-request.js'

export interface ClientOptions {
  /** Where the API is served, such as `https://tasks.example.org`; it may have a path. */
  readonly baseUrl: string
  /** The access token, or a function that is asked for it at each call; undefined while signed out. */
  readonly token?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  /** Ends the call; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/** One method for each operation, by its name: `client.tasks.create({ title })`. */
export type Client<C extends AppRouter = Contract> = Calls<C, CallOptions>

/**
 * A client of the API over REST. Every method takes the flat input of its operation and resolves to its output;
 * it rejects with an ApiError, whose `code` says why (RFC 9457).
 */
export function createClient(options: ClientOptions): Client {
  return createClientOf<Contract>(routes, options)
}

/** A client of another contract: its routes come from `toRouteTable`. */
export function createClientOf<C extends AppRouter>(routes: RouteTable, options: ClientOptions): Client<C> {
  const methods = Object.entries(routes).map(([name, route]) => {
    const method = (input: Record<string, unknown> = {}, call: CallOptions = {}) => send(route, input, options, call)
    return [name, method] as const
  })
  return nested(methods) as Client<C> // built by name, so the compiler cannot see its shape
}

async function send(
  route: ClientRoute,
  input: Record<string, unknown>,
  { baseUrl, token, fetch = globalThis.fetch }: ClientOptions,
  { signal }: CallOptions,
): Promise<unknown> {
  const { target, body } = toRequest(route, input)
  const bearer = typeof token === 'function' ? await token() : token
  const headers = new Headers({ accept: 'application/json' })
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
  if (body !== undefined) headers.set('content-type', 'application/json')

  const url = baseUrl.replace(/\/+$/, '') + target
  try {
    const response = await fetch(url, { method: route.method, headers, body: body ?? null, signal: signal ?? null })
    if (!response.ok) throw await ApiError.from(response)
    return parse(await response.text(), response.status)
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (cause instanceof ApiError) throw cause
    throw new ApiError('unreachable', `No answer from ${route.method} ${url}.`, { cause })
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
