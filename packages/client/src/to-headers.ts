import { invalidField } from './invalid-field.js'

/**
 * Builds the headers that carry fields: each value in double quotes, the syntax of an entity tag (RFC 9110, section 8.8.3) and of
 * a structured string (RFC 9651, section 3.3.3). Fields that are undefined are omitted.
 * Throws an ApiError `invalid_input` for a value that cannot be quoted.
 */
export function toHeaders(
  names: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const defined = Object.entries(names).filter(([field]) => fields[field] !== undefined)
  return Object.fromEntries(
    defined.map(([field, header]) => {
      const message = field === 'ifMatch' ? checkRevision(fields[field]) : checkText(fields[field])
      if (message) throw invalidField('header', header, message)
      return [header, `"${fields[field]}"`]
    }),
  )
}

function checkRevision(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'Enter a whole number.'
}

/** Stricter than RFC 9110, section 5.5: outer spaces would be trimmed, and recipients decode non-ASCII bytes differently. */
function checkText(value: unknown): string | undefined {
  const isValid = typeof value === 'string' && /^[!#-[\]-~]*$/.test(value)
  return isValid ? undefined : 'Enter visible ASCII without " and \\.'
}
