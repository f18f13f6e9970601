import { isMissingReference } from '@taskpact/db'
import { ServiceError } from '../service-error.js'

/** Rejects with `invalid_token` if a write fails because its user was deleted meanwhile, perhaps by another instance. */
export async function requireUser<T>(write: PromiseLike<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isMissingReference(error)) throw userDeleted(error)
    throw error
  }
}

export function userDeleted(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'Invalid token: its user is gone.', { cause })
}
