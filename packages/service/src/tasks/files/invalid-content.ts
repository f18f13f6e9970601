import type { Reason } from '@taskpact/contract'
import { invalidInput, type ServiceError } from '../../service-error.js'

/** Returns the `invalid_input` error for a file that does not match its format. */
export function invalidContent(message: string, reason: Reason = { code: 'invalid_format' }): ServiceError {
  return invalidInput([{ in: 'body', pointer: '/content', message, ...reason }])
}
