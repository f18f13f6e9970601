import type { ErrorCode, Failure, FieldError, ProblemFacts } from '@taskpact/contract'
import { databaseFailure } from '@taskpact/db'

interface ServiceErrorOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[]
  readonly retryAfter?: number
  readonly facts?: ProblemFacts
}

/** A failure that a caller is told of, by a code of the contract's error table and a sentence. */
export class ServiceError extends Error implements Failure {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly errors?: readonly FieldError[]
  readonly facts?: ProblemFacts
  /** In how many seconds to try again, where that may help. */
  readonly retryAfter?: number

  constructor(code: ErrorCode, sentence: string, options: ServiceErrorOptions = {}) {
    super(sentence, options)
    this.code = code
    if (options.errors) this.errors = options.errors
    if (options.facts) this.facts = options.facts
    const retryAfter = options.retryAfter ?? (code === 'unavailable' ? 5 : undefined)
    if (retryAfter !== undefined) this.retryAfter = retryAfter
  }

  /** Something failed that is for the operator to look into. Where we turn a call away by design, its line in the log says enough. */
  get isOurs(): boolean {
    return this.code === 'internal' || (this.code === 'unavailable' && this.cause !== undefined)
  }

  get detail(): string {
    return this.message
  }

  /** Any thrown value as a ServiceError, with it as the cause: what we did not expect is `internal`, and tells nothing. */
  static from(thrown: unknown): ServiceError {
    if (thrown instanceof ServiceError) return thrown
    const { code, detail } = databaseFailure(thrown) ?? unexpected
    return new ServiceError(code, detail, { cause: thrown })
  }
}

const unexpected = { code: 'internal', detail: 'Something went wrong on our side.' } as const

/** Who is wrong more often than that will not read it. */
const mostErrors = 100

/** The failure for input that the contract's schemas refuse; the sentence names every field. */
export function invalidInput(all: readonly FieldError[]): ServiceError {
  const errors = all.slice(0, mostErrors)
  const named = errors.slice(0, 5).map(({ in: place, pointer, message }) => `${pointer.slice(1) || place}: ${message}`)
  return new ServiceError('invalid_input', `Invalid input. ${named.join('; ')}.`, { errors })
}
