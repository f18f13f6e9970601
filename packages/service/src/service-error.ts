import type { ErrorCode } from '@taskpact/contract'
import { databaseFailure } from '@taskpact/db'
import { ServiceError as EngineError } from '@taskpact/engine'

export { invalidInput } from '@taskpact/engine'

/** The error of the engine, with the codes of this product. */
export const ServiceError = EngineError<ErrorCode>
export type ServiceError = EngineError<ErrorCode>

/** Returns the ServiceError for an exception of the database, or undefined if it is unexpected. */
export function translateError(thrown: unknown): ServiceError | undefined {
  const failure = databaseFailure(thrown)
  return failure && new ServiceError(failure.code, failure.detail, { cause: thrown })
}

/** Converts any thrown value to a ServiceError; an unexpected one becomes `internal`, with the value as its cause. */
export function toServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  return translateError(thrown) ?? new ServiceError('internal', 'Something went wrong on our side.', { cause: thrown })
}
