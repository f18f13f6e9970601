import { unsendable } from './unsendable.js'

/**
 * The headers that carry fields, by the names that a route gives them; a field that is undefined has none. Each value stands
 * in double quotes, as an entity tag (RFC 9110, section 8.8.3) and a string (RFC 9651, section 3.3.3) do.
 * Throws an ApiError `invalid_input` for what cannot stand between them.
 */
export function toHeaders(
  names: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const given = Object.entries(names).filter(([field]) => fields[field] !== undefined)
  return Object.fromEntries(
    given.map(([field, header]) => {
      const message = field === 'ifMatch' ? refuseRevision(fields[field]) : refuseText(fields[field])
      if (message) throw unsendable('header', header, message)
      return [header, `"${fields[field]}"`]
    }),
  )
}

function refuseRevision(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'Must be a whole number from 0'
}

/** Narrower than RFC 9110, section 5.5: spaces at the ends would be lost, and what is not ASCII is read differently. */
function refuseText(value: unknown): string | undefined {
  const fits = typeof value === 'string' && /^[!#-[\]-~]*$/.test(value)
  return fits ? undefined : 'Must be visible ASCII characters, none of them " or \\'
}
