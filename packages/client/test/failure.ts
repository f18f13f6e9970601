import { ApiError } from '../src/api-error.js'

/** The ApiError that a call rejects with; anything else comes through as it is. */
export async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => new Error('The call succeeded'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiError) return error
  throw error
}
