import { invalidInput, type ServiceError } from '../../service-error.js'

/** The failure for a file that does not match its format. */
export function refusedContent(message: string): ServiceError {
  return invalidInput([{ in: 'body', pointer: '/content', message }])
}
