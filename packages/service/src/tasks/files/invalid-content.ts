import { invalidInput, type ServiceError } from '../../service-error.js'

/** Returns the `invalid_input` error for a file that does not match its format. */
export function invalidContent(message: string): ServiceError {
  return invalidInput([{ in: 'body', pointer: '/content', message }])
}
