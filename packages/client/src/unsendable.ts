import type { FieldError } from '@taskpact/contract'
import { ApiError } from './api-error.js'

/** The refusal of a field that a request cannot carry as it is, told as the server would tell it. */
export function unsendable(place: FieldError['in'], field: string, message: string): ApiError {
  const errors = [{ in: place, pointer: `/${field}`, message }]
  return new ApiError('invalid_input', `Invalid input. ${field}: ${message}.`, { errors })
}
