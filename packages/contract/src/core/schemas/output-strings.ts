import * as z from 'zod'

/*
 * Strings as answers show them. Their bounds are for the document: they follow from what was let in, so no answer is held
 * against them, and none can fail for them.
 */

/** Text that came in with at most `max` code points. Of one, normalising to NFC makes up to three (Unicode FAQ, normalization). */
export function outputText({ max }: { readonly max: number }) {
  return outputString({ maxLength: 3 * max, pattern: '^[^\\x00]*$' })
}

/** What a user is named by; other issuers choose their own form. */
export function outputUserId() {
  return outputString({ minLength: 1, maxLength: 255, pattern: '^[^\\x00]+$' })
}

export function outputUuid() {
  return outputString({ format: 'uuid', maxLength: 36 })
}

/** An address of a client; behind a proxy it is what the proxy says. */
export function outputIpAddress() {
  return outputString({ maxLength: 255, pattern: '^[!-~]*$' })
}

/** A position in a list, in the letters of base64url. */
export function outputCursor() {
  return outputString({ maxLength: 4000, pattern: '^[\\w\\-]*$' })
}

/** Base64url parts with dots between, as JSON web tokens and our refresh tokens are. */
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
