import * as z from 'zod'
import { limits } from '../limits.js'

interface Bounds {
  readonly min: number
  readonly max: number
}

interface Trimmed {
  readonly max: number
  /** Characters that are not allowed, as part of a character class and in words. NUL is never allowed. */
  readonly without?: { readonly pattern: string; readonly words: string }
}

/**
 * Text that is trimmed and NFC-normalised. `max` counts the code points as sent, without leading and trailing whitespace, which has a
 * limit of its own. One pattern expresses the whole rule, so that JSON Schema and zod agree. Text that is too long is refused first,
 * because normalising can take quadratic time (see PERFORMANCE.md).
 */
export function trimmedText({ max, without = { pattern: '\\x00', words: 'NUL' } }: Trimmed) {
  const visible = `[^\\s${without.pattern}]`
  return wellFormed(
    z
      .string()
      .max(max + limits.outerSpaces, {
        error: `Use at most ${max} characters and ${limits.outerSpaces} leading and trailing spaces`,
        abort: true,
      })
      .regex(new RegExp(`^\\s*${visible}(?:[^${without.pattern}]{0,${max - 2}}${visible})?\\s*$`, 'u'), {
        error: `Use 1 to ${max} characters without ${without.words}`,
        abort: true,
      }),
  )
    .trim()
    .normalize('NFC')
}

/** Text of several lines, trimmed and NFC-normalised. `max` counts the code points as sent. */
export function longText({ max }: { readonly max: number }) {
  return wellFormed(withoutNul(z.string().max(max, { error: `Use at most ${max} characters`, abort: true })))
    .trim()
    .normalize('NFC')
}

/** Text that is NFC-normalised but not trimmed, so that a password is the same on every keyboard. */
export function exactText({ min, max }: Bounds) {
  return wellFormed(
    withoutNul(
      z
        .string()
        .min(min, { error: `Use at least ${min} characters` })
        .max(max, { error: `Use at most ${max} characters`, abort: true }),
    ),
  ).normalize('NFC')
}

/** PostgreSQL cannot store NUL in text. */
export function withoutNul(text: z.ZodString) {
  return text.regex(/^[^\x00]*$/u, { error: 'Remove the NUL character', abort: true })
}

/** Refuses lone surrogates, which would be stored as U+FFFD. JSON Schema cannot express this. */
export function wellFormed(text: z.ZodString) {
  return text.refine((value) => value.isWellFormed(), {
    error: 'Use well-formed Unicode',
  })
}

/**
 * Returns the form in which text is compared without regard to case, independent of the locale of the database. Upper case does not
 * depend on neighbouring letters, as lower case does for a final sigma, and maps `ß` to `SS`; lower case first maps `ẞ` to `ß`.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().normalize('NFC')
}
