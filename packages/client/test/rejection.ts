import { ApiError } from '../src/api-error.js'

/** Returns the ApiError that a promise rejects with; rejects if it has another result. */
export async function rejection(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => new Error('Expected a rejection'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiError) return error
  throw error
}
