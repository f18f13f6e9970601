import * as z from 'zod'
import { limits } from '../limits.js'

interface Bounds {
  readonly min: number
  readonly max: number
}

interface Trimmed {
  readonly max: number
  /** What it must not contain, as it stands in a character class of a pattern, and in words. NUL is never allowed. */
  readonly without?: { readonly pattern: string; readonly words: string }
}

/**
 * Text that is trimmed and NFC-normalised. `max` counts the code points between the outer spaces, as sent; of these there may be
 * some more.
 * One pattern says it all, so that JSON Schema says exactly what zod does. Normalising takes quadratic time for some text:
 * what is too long is refused before.
 */
export function trimmedText({ max, without = { pattern: '\\x00', words: 'NUL' } }: Trimmed) {
  const visible = `[^\\s${without.pattern}]`
  return wellFormed(
    z
      .string()
      .max(max + limits.outerSpaces, {
        error: `Must have at most ${max} characters, and ${limits.outerSpaces} outer spaces`,
        abort: true,
      })
      .regex(new RegExp(`^\\s*${visible}(?:[^${without.pattern}]{0,${max - 2}}${visible})?\\s*$`, 'u'), {
        error: `Must have 1 to ${max} characters besides outer spaces, and no ${without.words}`,
        abort: true,
      }),
  )
    .trim()
    .normalize('NFC')
}

/** Text of several lines: trimmed and NFC-normalised, `max` code points as sent. */
export function longText({ max }: { readonly max: number }) {
  return wellFormed(withoutNul(z.string().max(max, { error: `Must have at most ${max} characters`, abort: true })))
    .trim()
    .normalize('NFC')
}

/** Text that is kept as it is but for NFC, so that one password typed on two keyboards is the same. */
export function exactText({ min, max }: Bounds) {
  return wellFormed(
    withoutNul(
      z
        .string()
        .min(min, { error: `Must have at least ${min} characters` })
        .max(max, { error: `Must have at most ${max} characters`, abort: true }),
    ),
  ).normalize('NFC')
}

/** PostgreSQL cannot hold NUL in text. */
export function withoutNul(text: z.ZodString) {
  return text.regex(/^[^\x00]*$/u, { error: 'Must not contain NUL', abort: true })
}

/** A lone surrogate would be stored as U+FFFD. JSON Schema has no word for it: such a string is no Unicode text. */
export function wellFormed(text: z.ZodString) {
  return text.refine((value) => value.isWellFormed(), {
    error: 'Must be well-formed Unicode',
  })
}

/**
 * Text as it is compared where case does not count: the same on every database, whatever its locale. Upper case depends on
 * no neighbour, as lower case does for a final sigma, and makes one of `ß` and `SS`; of a `ẞ` it does so by way of `ß`.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().normalize('NFC')
}
