import * as z from 'zod'
import type { Reason } from '../field-error.js'
import { limits } from '../limits.js'

interface Bounds {
  readonly min: number
  readonly max: number
}

interface Trimmed {
  readonly max: number
  /** What messages call the text, with its article. Default: `text`. */
  readonly name?: string
  /** Whether blank text is valid. It is converted to an empty string. */
  readonly allowsBlank?: boolean
  /** Characters that are not allowed, as part of a character class and in words. NUL is never allowed. */
  readonly without?: { readonly pattern: string; readonly words: string }
}

/**
 * Text that is NFC-normalized and trimmed. `max` counts the code points that are stored; leading and trailing whitespace has a limit
 * of its own. For text in NFC with a visible character, the pattern for JSON Schema expresses the whole rule.
 */
export function trimmedText({ max, name = 'text', allowsBlank = false, without }: Trimmed) {
  const excluded = without?.pattern ?? '\\x00'
  const visible = `[^\\s${excluded}]`
  const forbidden = new RegExp(`[${excluded}]`, 'u')
  const bounds = { min: allowsBlank ? 0 : 1, max }
  const message = boundsMessage(name, bounds)
  const tooLong = refusal('too_long', message, bounds)
  const tooShort = refusal('too_short', message, bounds)
  const blank = refusal('too_short', `Enter ${name} with at least one visible character.`, bounds)
  const characters = refusal('invalid_format', `Enter ${name} without ${without?.words ?? 'NUL'}.`)
  const maxLength = max + limits.outerSpaces
  const tooWide = refusal('too_long', `Enter at most ${max} characters and ${limits.outerSpaces} outer spaces.`, bounds)
  const read = (text: string): Read => {
    const normalized = normalize(text, maxLength, tooWide)
    if (typeof normalized !== 'string') return normalized
    const stored = normalized.trim()
    if (allowsBlank && stored === '') return stored
    if (stored === '') return tooShort
    if (forbidden.test(stored)) return characters
    if (stored.length > max && lengthOf(stored) > max) return tooLong
    if (!shown.test(stored)) return blank
    return stored
  }
  const shownText = `${visible}(?:[^${excluded}]{0,${max - 2}}${visible})?\\s*`
  const pattern = `^\\s*${allowsBlank ? `(?:${shownText})?` : shownText}$`
  return textSchema(read, { maxLength, pattern })
}

/** Text of several lines, NFC-normalized and trimmed. `max` counts the code points in NFC before trimming. */
export function longText({ max, name = 'text' }: { readonly max: number; readonly name?: string }) {
  const tooLong = refusal('too_long', boundsMessage(name, { min: 0, max }), { max })
  const read = (text: string): Read => {
    const normalized = normalize(text, max, tooLong)
    return typeof normalized === 'string' ? normalized.trim() : normalized
  }
  return textSchema(read, { maxLength: max, pattern: withoutNulPattern })
}

/** Text that is NFC-normalized but not trimmed, so that a password is the same on every keyboard. The bounds count code points in NFC. */
export function exactText({ name = 'text', ...bounds }: Bounds & { readonly name?: string }) {
  const { min, max } = bounds
  const message = boundsMessage(name, bounds)
  const tooLong = refusal('too_long', message, bounds)
  const tooShort = refusal('too_short', message, bounds)
  const read = (text: string): Read => {
    const normalized = normalize(text, max, tooLong)
    return typeof normalized === 'string' && isShorter(normalized, min) ? tooShort : normalized
  }
  return textSchema(read, { minLength: min, maxLength: max, pattern: withoutNulPattern })
}

/** The text to store, or why it is invalid. */
type Read = string | Refusal

interface Refusal {
  readonly message: string
  readonly reason: Reason
}

function refusal(code: Reason['code'], message: string, parameters: Partial<Bounds> = {}): Refusal {
  return { message, reason: { code, ...parameters } }
}

function boundsMessage(name: string, { min, max }: Bounds): string {
  const length = max.toLocaleString('en')
  return min === 0
    ? `Enter ${name} of at most ${length} characters.`
    : `Enter ${name} of ${min} to ${length} characters.`
}

/** A string that one function checks and converts, which is faster than a check for each rule. */
function textSchema(read: (text: string) => Read, document: Record<string, unknown>) {
  return z
    .string()
    .check((payload) => {
      const result = read(payload.value)
      if (typeof result === 'string') payload.value = result
      else payload.issues.push(toIssue(result, payload.value))
    })
    .meta(document)
}

function toIssue({ message, reason }: Refusal, input: string) {
  return { code: 'custom' as const, message, params: { ...reason }, input, continue: false }
}

/** One code point of NFC is at most four in another form (Unicode FAQ, normalization), each of at most two UTF-16 units. */
const unitsPerCharacter = 8

/**
 * Normalizes text to NFC, unless it has more combining marks in a row than any language (UAX #15, stream-safe text): sorting them
 * takes quadratic time in V8 (PERFORMANCE.md, Normalization).
 */
function normalize(text: string, max: number, tooLong: Refusal): Read {
  if (text.length > unitsPerCharacter * max) return tooLong
  if (!plain.test(text)) {
    if (text.includes('\0')) return nul
    if (!isWellFormed(text)) return loneSurrogate
    if (longMarks.test(text)) return marks
    text = text.normalize('NFC')
    if (longMarks.test(text)) return marks // some characters become several marks
  }
  return text.length > max && lengthOf(text) > max ? tooLong : text
}

function isShorter(text: string, min: number): boolean {
  return text.length < 2 * min && lengthOf(text) < min
}

/** Text below U+0300 is in NFC and has no surrogates. */
const plain = /^[\x01-\u02ff]*$/
/** Matches lone surrogates only. */
const surrogate = /\p{Surrogate}/u
const longMarks = /\p{M}{31}/u
/** A character that is visible: no whitespace, control character, default-ignorable code point or blank Braille pattern. */
const shown = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u
const withoutNulPattern = '^[^\\x00]*$'
const nul = refusal('invalid_format', 'Remove the NUL character.')
const loneSurrogate = refusal('invalid_format', 'Enter well-formed Unicode.')
const marks = refusal('invalid_format', 'Enter at most 30 combining marks in a row.')

/** Returns the number of code points of well-formed text. */
function lengthOf(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xd800) length--
  return length
}

/**
 * Returns whether a text has no lone surrogate. `String.prototype.isWellFormed` takes a fifth of the time of the expression for 10 MB, but
 * is missing in Safari 16.3, Chrome 110 and Hermes.
 */
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed?.() ?? !surrogate.test(text)
}

/** PostgreSQL cannot store NUL in text. */
export function withoutNul(text: z.ZodString) {
  return text.regex(new RegExp(withoutNulPattern, 'u'), { error: nul.message, abort: true })
}

/** Refuses lone surrogates, which would be stored as U+FFFD. JSON Schema cannot express this. */
export function wellFormed(text: z.ZodString) {
  return text.refine(isWellFormed, {
    error: loneSurrogate.message,
    params: loneSurrogate.reason,
  })
}
