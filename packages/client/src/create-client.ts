import type {
  AppRoute,
  AppRouter,
  CallArguments,
  CalledKey,
  CallInput,
  Contract,
  ErrorCode,
  ErrorCodeOf,
  Output,
} from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import { type ApiError, type ClientErrorCode, isApiError } from './api-error.js'
import { call } from './call.js'
import type { ContractVersion } from './contract-version.js'
import type { ClientContext } from './execute.js'
import type { Hooks } from './hooks.js'
import { type WithLive, withLive } from './live/live.js'
import { onDemand } from './on-demand.js'
import { type PagesOf, withPages } from './pages.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { contractVersion, routes } from './routes.gen.js'
import type { Session } from './session.js'
import { checkTimeout } from './timeout.js'

export interface ClientOptions extends Hooks {
  /** URL of the server, such as `https://tasks.example.org`; may include a path. In a page, it can be relative to its URL. */
  readonly baseUrl: string
  /** The access token, or a function that returns it and is called once per call; undefined if signed out. */
  readonly token?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /** A session of `createSession`, instead of `token`: stores the tokens of a sign-in and refreshes them. */
  readonly session?: Session | undefined
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /**
   * Maximum number of retries after a network failure, a response with `unavailable` or `rate_limited`, or one of a proxy that does not
   * reach the server. Applies to operations that only read and to those with an idempotency key; others are sent once, as they may have taken effect.
   * Default: 2.
   */
  readonly retries?: number | undefined
  /** Timeout of a call in milliseconds, including all retries; then it rejects with `timeout`. Default: none, as `Infinity`. */
  readonly timeout?: number | undefined
}

export interface CallOptions {
  /** Aborts the call, also while it waits for a retry; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** Timeout in milliseconds. Default: the `timeout` of the client. */
  readonly timeout?: number | undefined
}

/** One method per operation, by its name: `client.tasks.create({ title })`. */
export type Client<C extends AppRouter = Contract> = {
  readonly [K in keyof C as CalledKey<C, K>]: C[K] extends AppRoute
    ? C[K] extends LongPoll
      ? LiveMethod<CallArguments<C[K], CallOptions>, Output<C[K]>, ErrorCodeOf<C[K]>, CallInput<C[K]>>
      : Method<CallArguments<C[K], CallOptions>, Output<C[K]>, ErrorCodeOf<C[K]>>
    : C[K] extends AppRouter
      ? Client<C[K]>
      : never
}

/** An operation whose calls can wait for new pages. */
interface LongPoll {
  readonly metadata: { readonly longPoll: object }
}

/** Declared by arguments, output and error codes, because these are what editors show for a method. */
export type Method<Arguments extends readonly unknown[], Result, Code> = ((...args: Arguments) => Promise<Result>) &
  PagesOf<Arguments, Result> & { readonly [errorCodes]?: Code }

/** A method whose calls can wait for new pages. */
export type LiveMethod<Arguments extends readonly unknown[], Result, Code, Input> = Method<Arguments, Result, Code> &
  WithLive<Input, Result>

/** Carries the error codes of a method at compile time only. */
declare const errorCodes: unique symbol

/** The error of a method: the `code` of `ErrorOf<typeof client.tasks.update>` is limited to those that the contract declares. */
export type ErrorOf<M> = M extends { readonly [errorCodes]?: infer Code }
  ? ApiError<(Code extends ErrorCode ? Code : never) | Exclude<ClientErrorCode, ErrorCode>>
  : ApiError

/**
 * Returns whether a thrown value is an ApiError, typed with the error codes of a method. It does not check which method failed:
 * use it if no other method was called.
 */
export function isErrorOf<M>(_method: M, thrown: unknown): thrown is ErrorOf<M> {
  return isApiError(thrown)
}

/**
 * Creates a client of the REST API. Each method takes the flat input of its operation and returns its output. It rejects with an
 * ApiError, whose `code` is the cause (RFC 9457), or with the reason of its signal. An operation that takes an idempotency key gets
 * a new one if the input has none. Throws a TypeError for an invalid `baseUrl` or `timeout`.
 */
export function createClient(options: ClientOptions): Client {
  return createClientOf<Contract>(routes, options, contractVersion)
}

/**
 * Creates a client of another contract from the routes of `toRouteTable`. With a `contractVersion`, errors caused by a server that
 * has another version of the contract get the code `contract_mismatch`.
 */
export function createClientOf<C extends AppRouter>(
  table: RouteTable,
  options: ClientOptions,
  contractVersion?: ContractVersion,
): Client<C> {
  checkBaseUrl(options.baseUrl)
  checkTimeout(options.timeout)
  const client = { ...options, contractVersion } as ClientContext // sessions come only from `createSession`
  client.session?.bind(table, client)
  // Without a route, `call` loads one by its name. All routes that it loads name their cursor `cursor`.
  const toMethod = (name: string, found = { cursor: 'cursor' } as ClientRoute) => {
    const route = { ...found, name }
    const method = (input: Record<string, unknown> = {}, options: CallOptions = {}) =>
      call(route, input, client, options)
    return withLive(withPages(method, route), route, client)
  }
  const methods = nested<object>(Object.entries(table).map(([name, route]) => [name, toMethod(name, route)] as const))
  // Only the table of this package is completed by routes that are loaded later.
  if (table === routes) methods.auth = onDemand('auth', toMethod, methods.auth as object)
  return methods as Client<C> // built by name, so the compiler cannot infer its shape
}

/** Throws a TypeError for a URL that no request can be sent to. */
function checkBaseUrl(baseUrl: string): void {
  const { location } = globalThis as { readonly location?: { readonly href: string } }
  if (!/^http/.test(new URL(baseUrl, location?.href).protocol)) throw new TypeError(`Invalid baseUrl: ${baseUrl}`)
}
