import { isMissingReference } from '@taskpact/db'
import { ServiceError } from '../service-error.js'

/** Awaits a write. Rejects with `invalid_token` if it failed because the user was deleted meanwhile, perhaps by another instance. */
export async function requireUser<T>(write: PromiseLike<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isMissingReference(error)) throw userDeleted(error)
    throw error
  }
}

/** Returns the error of a call whose user no longer exists. */
export function userDeleted(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'Invalid token: the user no longer exists.', { cause })
}
