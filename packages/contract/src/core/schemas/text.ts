import * as z from 'zod'
import { limits } from '../limits.js'

interface Bounds {
  readonly min: number
  readonly max: number
}

interface Trimmed {
  readonly max: number
  /** Whether blank text is valid. It is converted to an empty string. */
  readonly allowsBlank?: boolean
  /** Characters that are not allowed, as part of a character class and in words. NUL is never allowed. */
  readonly without?: { readonly pattern: string; readonly words: string }
}

/**
 * Text that is NFC-normalized and trimmed. `max` counts the code points that are stored; leading and trailing whitespace has a limit
 * of its own. For text in NFC with a visible character, the pattern for JSON Schema expresses the whole rule.
 */
export function trimmedText({ max, allowsBlank = false, without = { pattern: '\\x00', words: 'NUL' } }: Trimmed) {
  const visible = `[^\\s${without.pattern}]`
  const forbidden = new RegExp(`[${without.pattern}]`, 'u')
  const error = `Use 1 to ${max} characters without ${without.words}`
  const maxLength = max + limits.outerSpaces
  const tooLong = `Use at most ${max} characters and ${limits.outerSpaces} leading and trailing spaces`
  const read = (text: string): Read => {
    const normalized = normalize(text, { min: 0, max: maxLength, tooLong })
    if (typeof normalized !== 'string') return normalized
    const stored = normalized.trim()
    if (allowsBlank && stored === '') return stored
    if (stored === '' || forbidden.test(stored) || (stored.length > max && lengthOf(stored) > max)) return { error }
    if (!shown.test(stored)) return { error: 'Use at least one visible character' }
    return stored
  }
  const shownText = `${visible}(?:[^${without.pattern}]{0,${max - 2}}${visible})?\\s*`
  const pattern = `^\\s*${allowsBlank ? `(?:${shownText})?` : shownText}$`
  return textSchema(read, { maxLength, pattern })
}

/** Text of several lines, NFC-normalized and trimmed. `max` counts the code points in NFC before trimming. */
export function longText({ max }: { readonly max: number }) {
  const bounds = { min: 0, max, tooLong: `Use at most ${max} characters` }
  const read = (text: string): Read => {
    const normalized = normalize(text, bounds)
    return typeof normalized === 'string' ? normalized.trim() : normalized
  }
  return textSchema(read, { maxLength: max, pattern: withoutNulPattern })
}

/** Text that is NFC-normalized but not trimmed, so that a password is the same on every keyboard. The bounds count code points in NFC. */
export function exactText({ min, max }: Bounds) {
  const bounds = { min, max, tooLong: `Use at most ${max} characters` }
  return textSchema((text) => normalize(text, bounds), { minLength: min, maxLength: max, pattern: withoutNulPattern })
}

/** The text to store, or why it is invalid. */
type Read = string | { readonly error: string }

/** A string that one function checks and converts, which is faster than a check for each rule. */
function textSchema(read: (text: string) => Read, document: Record<string, unknown>) {
  return z
    .string()
    .check((payload) => {
      const result = read(payload.value)
      if (typeof result === 'string') payload.value = result
      else payload.issues.push({ code: 'custom', message: result.error, input: payload.value, continue: false })
    })
    .meta(document)
}

/** One code point of NFC is at most four in another form (Unicode FAQ, normalization), each of at most two UTF-16 units. */
const unitsPerCharacter = 8

/**
 * Normalizes text to NFC, unless it has more combining marks in a row than any language (UAX #15, stream-safe text): sorting them
 * takes quadratic time in V8 (PERFORMANCE.md, Normalization).
 */
function normalize(text: string, { min, max, tooLong }: Bounds & { readonly tooLong: string }): Read {
  if (text.length > unitsPerCharacter * max) return { error: tooLong }
  if (!plain.test(text)) {
    if (text.includes('\0')) return { error: nulError }
    if (!text.isWellFormed()) return { error: 'Use well-formed Unicode' }
    if (longMarks.test(text)) return { error: 'Use at most 30 combining marks in a row' }
    text = text.normalize('NFC')
  }
  if (text.length > max && lengthOf(text) > max) return { error: tooLong }
  return text.length < 2 * min && lengthOf(text) < min ? { error: `Use at least ${min} characters` } : text
}

/** Text below U+0300 is in NFC and has no surrogates. */
const plain = /^[\x01-\u02ff]*$/
const longMarks = /\p{M}{31}/u
/** A character that takes space on the screen: not whitespace, not a default-ignorable code point, not a blank Braille pattern. */
const shown = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u
const withoutNulPattern = '^[^\\x00]*$'
const nulError = 'Remove the NUL character'

/** Returns the number of code points of well-formed text. */
function lengthOf(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xd800) length--
  return length
}

/** PostgreSQL cannot store NUL in text. */
export function withoutNul(text: z.ZodString) {
  return text.regex(new RegExp(withoutNulPattern, 'u'), { error: nulError, abort: true })
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
