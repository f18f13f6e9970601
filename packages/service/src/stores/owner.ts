import { isMissingReference } from '@taskpact/db'
import { ServiceError } from '../service-error.js'

/** A row of a user who was deleted meanwhile, perhaps on another instance, cannot be written: the token is then of nobody. */
export async function ofLivingUser<T>(write: PromiseLike<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isMissingReference(error)) throw userIsGone(error)
    throw error
  }
}

export function userIsGone(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'Invalid token: its user is gone.', { cause })
}
