import type { AppRoute, AppRouter, CallArguments, Contract, ErrorCode, ErrorCodeOf, Output } from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import { type ApiError, type ClientErrorCode, isApiError } from './api-error.js'
import { call, type OpenClient } from './call.js'
import type { ContractMark } from './contract-mark.js'
import type { Hooks } from './hooks.js'
import { type PagesOf, withPages } from './pages.js'
import { bindSession } from './renew.js'
import type { RouteTable } from './route-table.js'
import { contractMark, routes } from './routes.gen.js'
import type { Session } from './session.js'

export interface ClientOptions extends Hooks {
  /** Where the API is served, such as `https://tasks.example.org`; it may have a path. */
  readonly baseUrl: string
  /** The access token, or a function that is asked for it at each call; undefined while signed out. */
  readonly token?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /** In place of a token: from `createSession`, which keeps the tokens of signing in and renews them. */
  readonly session?: Session
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /**
   * How many times at most a call is tried again that met no server, or one that is busy. Only calls that read or that have an
   * idempotency key are: what else was sent may have been done. Default: 2.
   */
  readonly retries?: number
  /** Milliseconds that a call may take, with all its tries; then it rejects with `timeout`. Default: as long as it likes. */
  readonly timeout?: number
}

export interface CallOptions {
  /** Ends the call, and the wait before it is tried again; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** Milliseconds that this call may take, in place of the client's `timeout`. */
  readonly timeout?: number
}

/** One method for each operation, by its name: `client.tasks.create({ title })`. */
export type Client<C extends AppRouter = Contract> = {
  readonly [K in keyof C]: C[K] extends AppRoute
    ? Method<CallArguments<C[K], CallOptions>, Output<C[K]>, ErrorCodeOf<C[K]>>
    : C[K] extends AppRouter
      ? Client<C[K]>
      : never
}

/** In terms of what it takes, gives and fails with, for that is what editors show of it. */
export type Method<Arguments extends readonly unknown[], Result, Code> = ((...args: Arguments) => Promise<Result>) &
  PagesOf<Arguments, Result> & { readonly [failures]?: Code }

/** Where a method keeps the codes that it may fail with; for the compiler only. */
declare const failures: unique symbol

/** The failure of a method: `ErrorOf<typeof client.tasks.update>` has its `code` among those that the contract declares. */
export type ErrorOf<M> = M extends { readonly [failures]?: infer Code }
  ? ApiError<(Code extends ErrorCode ? Code : never) | Exclude<ClientErrorCode, ErrorCode>>
  : ApiError

/** Whether something thrown is the failure of a call of that method; it is for the caller to have called no other. */
export function isErrorOf<M>(_method: M, thrown: unknown): thrown is ErrorOf<M> {
  return isApiError(thrown)
}

/**
 * A client of the API over REST. Every method takes the flat input of its operation and resolves to its output;
 * it rejects with an ApiError, whose `code` says why (RFC 9457). A call that takes an idempotency key and is given
 * none gets a new one.
 */
export function createClient(options: ClientOptions): Client {
  return createClientOf<Contract>(routes, options, contractMark)
}

/**
 * A client of another contract: its routes come from `toRouteTable`. With its mark, a failure that comes of a server of another
 * version of it is told by `contract_mismatch`.
 */
export function createClientOf<C extends AppRouter>(
  routes: RouteTable,
  options: ClientOptions,
  mark?: ContractMark,
): Client<C> {
  const client = { ...options, mark } as OpenClient // every session is one that `createSession` made
  bindSession(routes, client)
  const methods = Object.entries(routes).map(([name, route]) => {
    const method = (input: Record<string, unknown> = {}, options: CallOptions = {}) =>
      call({ ...route, name }, input, client, options)
    return [name, withPages(method, route)] as const
  })
  return nested(methods) as Client<C> // built by name, so the compiler cannot see its shape
}
