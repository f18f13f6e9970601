import { type Reason, taskLimits } from '@taskpact/contract'
import { invalidInput, type ServiceError } from '../../service-error.js'

/** Returns the `invalid_input` error for a file that does not match its format. */
export function invalidContent(message: string, reason: Reason = { code: 'invalid_format' }): ServiceError {
  return invalidInput([{ in: 'body', pointer: '/content', message, ...reason }])
}

/** Returns the error for a file with more tasks than one import can have. */
export function tooManyTasks(): ServiceError {
  const max = taskLimits.fileTasks
  return invalidContent(`Use at most ${max} tasks in a file.`, { code: 'too_many', max })
}
