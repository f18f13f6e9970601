import * as z from 'zod'

/*
 * Strings in responses. Their bounds are for the document only: they follow from the validation of the input, so responses are not
 * checked against them.
 */

/** Text that was stored with at most `max` code points. */
export function outputText({ max }: { readonly max: number }) {
  return outputString({ maxLength: max, pattern: '^[^\\x00]*$' })
}

/** A user id. External issuers choose their own format. */
export function outputUserId() {
  return outputString({ minLength: 1, maxLength: 255, pattern: '^[^\\x00]+$' })
}

export function outputUuid() {
  return outputString({ format: 'uuid', maxLength: 36 })
}

/** An IP address of a client, or what a trusted proxy sends in its place. */
export function outputIpAddress() {
  return outputString({ maxLength: 255, pattern: '^[!-~]*$' })
}

/** A position in a list, in base64url. */
export function outputCursor() {
  return outputString({ maxLength: 4000, pattern: '^[\\w\\-]*$' })
}

/** Base64url parts separated by dots: a JSON web token or a refresh token. */
export function outputToken() {
  return outputString({ format: 'password', maxLength: 4096, pattern: '^[\\w\\-]+\\.[\\w\\-]+\\.[\\w\\-]+$' })
}

interface Bounds {
  readonly maxLength: number
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
}

export function outputString(bounds: Bounds) {
  return z.string().meta({ ...bounds })
}
