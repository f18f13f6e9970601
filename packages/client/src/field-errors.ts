import type { FieldError } from '@taskpact/contract'
import { isApiError } from './api-error.js'

/**
 * Returns the first error of each field of a failed call, for a form: `{ title: { code, max, message } }`. The names of nested
 * fields are joined by points: `operations.0.title`. Returns an empty object for any other error.
 */
export function fieldErrors(thrown: unknown): Record<string, FieldError> {
  const errors = isApiError(thrown) ? thrown.errors : []
  // The first one is set last.
  return Object.fromEntries([...errors].reverse().map((error) => [nameOf(error), error]))
}

/** Decodes a JSON pointer (RFC 6901). */
function nameOf({ pointer }: FieldError): string {
  const parts = pointer.split('/').slice(1)
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}
