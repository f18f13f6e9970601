import { randomUUID } from 'node:crypto'
import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { ServiceError } from '../service-error.js'

/** Maximum depth of arrays and objects. A parser may have one (RFC 8259, section 9). */
const maxNesting = 64
/** Commas outside strings, which bound the number of values. A full batch of the largest calls has fewer. */
const maxCommas = 100_000
/** Shorter texts are parsed in milliseconds, whatever they contain. */
const minScanned = 131_072
/** Characters that are scanned at once. */
const defaultSliceLength = 1_000_000
/** Characters of `\uXXXX` (RFC 8259, section 7). */
const unicodeEscapeLength = 6

type Reviver = (key: string, value: unknown) => unknown

/**
 * Parses JSON of a request. Throws `invalid_json`, also for more than 64 levels of arrays and objects, and `invalid_input` for more than
 * 100,000 values: parsing them would block other requests. The error has no cause, which would contain some of the text.
 */
export function parseJson(text: string, isScanned = text.length < minScanned, reviver?: Reviver): unknown {
  if (!isScanned) for (const _ of scan(text));
  try {
    return JSON.parse(text, reviver)
  } catch {
    throw new ServiceError('invalid_json', 'The request contains invalid JSON.')
  }
}

/**
 * Does the same, but lets other requests run between slices of that many characters, before it parses a long text, and between the parts
 * of its long strings: those that extend beyond a slice.
 */
export async function parseLongJson(text: string, sliceLength = defaultSliceLength): Promise<unknown> {
  const strings: LongString[] = []
  for (const _ of scan(text, strings, sliceLength)) await yieldToRequests()
  const values = strings.filter(({ end }) => !isKey(text, end))
  if (values.length === 0) return parseJson(text, true)

  // Replaces each long string by a random name, and puts it back while the rest is parsed.
  const parsed = new Map<unknown, string>()
  const rest: string[] = []
  let at = 0
  for (const { start, end, cuts } of values) {
    const name = randomUUID()
    parsed.set(name, await parseString(text, [start, ...cuts, end]))
    rest.push(text.slice(at, start), name)
    at = end
  }
  const short = rest.join('') + text.slice(at)
  return parseJson(short, true, (_key, value) => parsed.get(value) ?? value)
}

/** A string between its quotes. */
interface LongString {
  readonly start: number
  readonly end: number
  /** Where it can be cut: not within an escape sequence. */
  readonly cuts: readonly number[]
}

/** Whether a string that ends there is the name of a member, or may be one. */
function isKey(text: string, end: number): boolean {
  const next = text.slice(end + 1, end + 100).trimStart()
  return next.startsWith(':') || (next === '' && end + 100 < text.length)
}

async function parseString(text: string, bounds: readonly number[]): Promise<string> {
  const parts: unknown[] = []
  for (const [n, start] of bounds.slice(0, -1).entries()) {
    parts.push(parseJson(`"${text.slice(start, bounds[n + 1])}"`, true))
    await yieldToRequests()
  }
  return parts.join('')
}

/** Checks the bounds of a text, and finds the strings that extend beyond a slice. Yields after each slice. */
function* scan(text: string, strings: LongString[] = [], sliceLength = defaultSliceLength): Generator<void> {
  let [depth, commas, isInString] = [0, 0, false]
  let [start, lastEscape, cuts] = [0, 0, [] as number[]]
  for (let at = 0; at < text.length; ) {
    const end = Math.min(at + sliceLength, text.length)
    for (; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === codes.quote) {
        if (isInString && cuts.length > 0) strings.push({ start, end: at, cuts })
        isInString = !isInString
        if (cuts.length > 0) cuts = []
        start = at + 1
      } else if (isInString) {
        if (code === codes.backslash) lastEscape = at++
      } else if (code === codes.openBracket || code === codes.openBrace) {
        if (++depth > maxNesting)
          throw new ServiceError(
            'invalid_json',
            `The request has more than ${maxNesting} levels of arrays and objects.`,
          )
      } else if (code === codes.closeBracket || code === codes.closeBrace) depth--
      else if (code === codes.comma && ++commas > maxCommas)
        throw new ServiceError('invalid_input', `Use at most ${maxCommas} values in a request.`)
    }
    const isInEscape = text[lastEscape + 1] === 'u' && lastEscape + unicodeEscapeLength > at
    if (isInString) cuts.push(isInEscape ? Math.max(lastEscape, start) : at)
    yield
  }
}

const codes = {
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const
