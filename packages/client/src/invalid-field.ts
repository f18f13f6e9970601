import type { FieldError } from '@taskpact/contract'
import { ApiError } from './api-error.js'

/** Creates the `invalid_input` error for a field that cannot be sent, in the format of the server's validation errors. */
export function invalidField(
  place: FieldError['in'],
  field: string,
  message: string,
  code: FieldError['code'] = 'invalid_format',
): ApiError {
  const errors = [{ in: place, pointer: `/${field}`, code, message }]
  return new ApiError('invalid_input', `Invalid input. ${field}: ${message}`, { errors })
}
