import type { Contract } from '../../contract.js'
import type { ErrorCode, FieldError, ProblemFacts } from '../../errors.js'
import type { CallInput, ErrorCodeOf, Output } from '../input-output.js'
import type { AppRoute, AppRouter } from '../route.js'

/** A server that is none: answers each operation of a contract with examples, or as it is told. */
export interface MockTransport<C extends AppRouter = Contract> {
  /** To be given to a client in place of the real one. */
  readonly fetch: typeof fetch
  /** What it answers, by the names of the operations: `mock.answers.tasks.get.fails('not_found')`. */
  readonly answers: Answers<C>
  /** The calls that came, in their order. */
  readonly calls: readonly MockCall[]
  /** From now on, examples again: no answer, failure or delay is left. */
  reset(): void
}

export interface MockCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

export type Answers<C extends AppRouter> = {
  readonly [K in keyof C]: C[K] extends AppRoute ? MockAnswers<C[K]> : C[K] extends AppRouter ? Answers<C[K]> : never
}

/** What one operation answers; each change holds until the next one. */
export interface MockAnswers<R extends AppRoute> {
  /** Answers this, or what a function makes of the input. Throws a TypeError, at the call, for what the contract does not allow. */
  with(output: Output<R> | ((input: CallInput<R>) => Output<R> | Promise<Output<R>>)): void
  /** Fails as the contract says that it may; `unreachable` is no answer at all. With `times`, only so often. */
  fails(code: ErrorCodeOf<R> | 'unreachable', failure?: MockFailure): void
  /** Answers after so many milliseconds. */
  after(ms: number): void
}

export interface MockFailure {
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly facts?: ProblemFacts
  /** Seconds, for `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number
  /** How many calls fail; then it answers again. Default: all. */
  readonly times?: number
}

/** How one operation is told to answer. */
export interface Told {
  output?: unknown
  failure?: MockFailure & { readonly code: ErrorCode | 'unreachable'; left: number }
  ms?: number
}
