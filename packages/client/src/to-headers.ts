import type { headerParameters } from '@taskpact/contract'
import { invalidField } from './invalid-field.js'
import type { HeaderField } from './route-table.js'

/**
 * Builds the headers that carry fields: each value in double quotes, the syntax of an entity tag (RFC 9110, section 8.8.3) and of
 * a structured string (RFC 9651, section 3.3.3). Fields that are undefined are omitted.
 * Throws an ApiError `invalid_input` for a value that cannot be quoted.
 */
export function toHeaders(
  fields: readonly HeaderField[] = [],
  take: (field: string) => unknown,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const field of fields) {
    const value = take(field)
    if (value === undefined) continue
    const name = headerNames[field]
    const message = field === 'ifMatch' ? checkRevision(value) : checkText(value)
    if (message) throw invalidField('header', name, message)
    headers[name] = `"${value}"`
  }
  return headers
}

/** A copy of the contract's names, checked by the compiler: importing them would add the validator to the bundle. */
const headerNames: { readonly [F in HeaderField]: (typeof headerParameters)[F]['header'] } = {
  ifMatch: 'If-Match',
  idempotencyKey: 'Idempotency-Key',
}

function checkRevision(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'Enter a whole number.'
}

/** Stricter than RFC 9110, section 5.5: outer spaces would be trimmed, and recipients decode non-ASCII bytes differently. */
function checkText(value: unknown): string | undefined {
  const isValid = typeof value === 'string' && /^[!#-[\]-~]*$/.test(value)
  return isValid ? undefined : 'Enter visible ASCII without " and \\.'
}
