import {
  type CoreErrorCode,
  type Failure,
  type FieldError,
  limits,
  type ProblemFacts,
  quote,
  shorten,
} from '@taskpact/contract/core'
import type { Effects } from './call.js'

export interface ServiceErrorOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[] | undefined
  readonly retryAfter?: number | undefined
  readonly facts?: ProblemFacts | undefined
  readonly effects?: Effects
}

/** A failure that the caller receives: a code of the error table and a sentence. */
export class ServiceError<Code extends string = CoreErrorCode> extends Error implements Failure<Code> {
  override readonly name = 'ServiceError'
  readonly code: Code
  readonly errors?: readonly FieldError[]
  readonly facts?: ProblemFacts
  /** Seconds after which a retry can succeed. Default: 5 for `unavailable`. */
  readonly retryAfter?: number
  /** What the failed call changes at the client. Set by `perform`. */
  readonly effects: Effects

  constructor(code: Code, detail: string, options: ServiceErrorOptions = {}) {
    super(detail, options)
    this.code = code
    this.effects = options.effects ?? {}
    if (options.errors) this.errors = options.errors
    if (options.facts) this.facts = options.facts
    const retryAfter = options.retryAfter ?? (code === 'unavailable' ? 5 : undefined)
    if (retryAfter !== undefined) this.retryAfter = retryAfter
  }

  /** Whether an operator should look into it. A request that is refused by design is covered by its line in the access log. */
  get isInternal(): boolean {
    return this.code === 'internal' || (this.code === 'unavailable' && this.cause !== undefined)
  }

  get detail(): string {
    return this.message
  }

  /** A copy with the effects of one call: several calls of a batch can fail with the same error. */
  withEffects(effects: Effects): ServiceError<Code> {
    const { code, detail, errors, facts, retryAfter, cause } = this
    const options = { errors, facts, retryAfter, effects, ...(cause !== undefined && { cause }) }
    // Reading the stack formats it, which costs more than most refused calls.
    return Object.defineProperty(new ServiceError(code, detail, options), 'stack', { get: () => this.stack })
  }

  /** Any thrown value as a ServiceError. An unexpected one becomes the cause of `internal`, which reveals nothing. */
  static from(thrown: unknown): ServiceError<string> {
    if (thrown instanceof ServiceError) return thrown
    return new ServiceError('internal', 'Something went wrong on our side.', { cause: thrown })
  }
}

/** The failure for invalid input: the first 20 fields, and a sentence that names five. It does not grow with the request. */
export function invalidInput(all: readonly FieldError[]): ServiceError {
  const errors = all.slice(0, limits.fieldErrors)
  const named = errors
    .slice(0, 5)
    .map(({ in: place, pointer, message }) => `${quote(pointer.slice(1)) || place}: ${message}`)
  return new ServiceError('invalid_input', shorten(`Invalid input. ${named.join(' ')}`, limits.detailLength), {
    errors,
  })
}
