import type { FieldError } from '../field-error.js'
import type { CallInput, ErrorCodeOf, Output } from '../input-output.js'
import type { ProblemFacts } from '../problem.js'
import type { AppRoute, AppRouter } from '../route.js'

/** A server in memory: responds to each operation of a contract with examples, or as configured. */
export interface MockTransport<C extends AppRouter> {
  /** Pass it to a client in place of the global `fetch`. */
  readonly fetch: typeof fetch
  /** Configures responses by operation: `mock.responses.items.get.fails('not_found')`. */
  readonly responses: MockResponses<C>
  /** The calls received, in their order. */
  readonly calls: readonly MockCall[]
  /**
   * Expires the access tokens that have been issued: calls with one of them fail with `token_expired`, so that a session refreshes it.
   * Every sign-in and refresh issues a new one.
   */
  expire(): void
  /** Removes every configured response, failure and delay, and the recorded calls, and ends all streams. */
  reset(): void
}

export interface MockCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

export type MockResponses<C extends AppRouter> = {
  readonly [K in keyof C]: C[K] extends AppRoute
    ? C[K] extends { metadata: { streams: string } }
      ? MockStream<C[K]>
      : MockResponse<C[K]>
    : C[K] extends AppRouter
      ? MockResponses<C[K]>
      : never
}

/** Configures one operation; each setting stays in effect until the next one. */
export interface MockResponse<R extends AppRoute> {
  /** Responds with an output, or with what a function returns for the input. Throws a TypeError for an output that the contract does not allow. */
  with(output: Output<R> | ((input: CallInput<R>) => Output<R> | Promise<Output<R>>)): void
  /** Fails with a code that the contract declares, or with `unreachable` as if there were no server. `times` limits how often. */
  fails(code: ErrorCodeOf<R> | 'unreachable', failure?: MockFailure): void
  /** Delays responses by this many milliseconds. */
  after(ms: number): void
}

/** Configures a stream. Its response is the first event; the stream stays open. */
export interface MockStream<R extends AppRoute> extends MockResponse<R> {
  /** Sends another event to all open streams. Throws a TypeError for a page that the contract does not allow. */
  sends(page: Output<R>): void
  /** Ends all open streams: with a code that the contract declares, or as if the server stopped. */
  ends(code?: ErrorCodeOf<R>, failure?: MockFailure): void
}

export interface MockFailure {
  readonly detail?: string | undefined
  readonly errors?: readonly FieldError[] | undefined
  readonly facts?: ProblemFacts | undefined
  /** Seconds, for `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number | undefined
  /** Number of calls that fail. Default: all. */
  readonly times?: number | undefined
}

/** The configured behavior of one operation. */
export interface MockBehavior {
  output?: unknown
  failure?: MockFailure & { readonly code: string; left: number }
  ms?: number
}
