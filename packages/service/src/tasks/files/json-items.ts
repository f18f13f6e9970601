import { ServiceError } from '../../service-error.js'
import { timeSlice } from './time-slice.js'

/** A value or member in a JSON text, without the whitespace around it. `to` is after its last character. */
export interface JsonItem {
  readonly from: number
  readonly to: number
}

export interface ScannedItem extends JsonItem {
  /** Commas outside strings, which bound the number of its values. */
  readonly commas: number
}

/** Maximum depth of arrays and objects. A parser may have one (RFC 8259, section 9). */
const maxNesting = 64
/** Characters between two looks at the clock: about 0.1 ms. */
const stepLength = 65_536

/** Returns the place of the value of a JSON text. */
export function jsonText(text: string): JsonItem {
  return trimmed(text, 0, text.length)
}

/**
 * Yields the elements of an array, or the members of an object: each can be parsed on its own. Items are not validated; if the JSON is
 * invalid, at least one of them is invalid, or this throws. Lets other requests run in between. Throws `invalid_json` if the array or
 * object does not end where it should, or has more than 64 levels.
 */
export async function* jsonItems(text: string, { from: start, to: end }: JsonItem): AsyncGenerator<ScannedItem> {
  const pause = timeSlice()
  const scan: Scan = { at: start + 1, end, depth: 1, isInString: false, from: start + 1, to: start + 1, commas: 0 }
  let count = 0
  while (scan.depth > 0) {
    if (findEnd(text, scan)) {
      const { from, to, commas } = scan
      Object.assign(scan, { from: ++scan.at, to: scan.at, commas: 0 })
      if (count++ > 0 || scan.depth > 0 || from < to) yield { from, to, commas }
    } else if (scan.at >= end) throw invalidJson()
    await pause()
  }
  if (scan.at !== end || text[end - 1] !== (text[start] === '[' ? ']' : '}')) throw invalidJson()
}

/** Counts the commas of a JSON text outside its strings, which bound the number of its values. Lets other requests run in between. */
export async function countCommas(text: string): Promise<number> {
  const pause = timeSlice()
  let [commas, isInString] = [0, false]
  for (let at = 0; at < text.length; ) {
    const end = Math.min(at + stepLength, text.length)
    for (; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === codes.quote) isInString = !isInString
      else if (code === codes.backslash) at++
      else if (code === codes.comma && !isInString) commas++
    }
    await pause()
  }
  return commas
}

interface Scan {
  at: number
  readonly end: number
  depth: number
  isInString: boolean
  /** The item so far, without the whitespace around it. */
  from: number
  to: number
  commas: number
}

/** Moves to the comma or bracket that ends an item. Returns false if there is none within a step. */
function findEnd(text: string, scan: Scan): boolean {
  let { at, depth, isInString, from, to, commas } = scan
  const end = Math.min(at + stepLength, scan.end)
  let isFound = false
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === codes.quote) isInString = !isInString
    else if (isInString) {
      if (code === codes.backslash) at++
    } else if (code === codes.openBracket || code === codes.openBrace) depth++
    else if (code === codes.closeBracket || code === codes.closeBrace) isFound = --depth === 0
    else if (code === codes.comma) {
      isFound = depth === 1
      if (!isFound) commas++
    }
    if (isFound) break
    if (depth > maxNesting) throw invalidJson(`more than ${maxNesting} levels of arrays and objects`)
    if (!isWhitespace(code)) to = at + 1
    else if (to === from) to = ++from
  }
  Object.assign(scan, { at, depth, isInString, from, to, commas })
  return isFound
}

const codes = {
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
}

/** Parses an item that is short enough not to block other requests. Throws `invalid_json`. */
export function parseItem(text: string, { from, to }: JsonItem): unknown {
  try {
    return JSON.parse(text.slice(from, to))
  } catch (cause) {
    throw invalidJson(undefined, cause)
  }
}

export interface JsonMember {
  readonly name: string
  readonly value: JsonItem
}

/** Splits a member of an object. */
export function toMember(text: string, { from, to }: JsonItem): JsonMember {
  let end = from + 1
  while (end < to && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  const colon = trimmed(text, end + 1, to).from
  if (text[colon] !== ':') throw invalidJson()
  const name = parseItem(text, { from, to: end + 1 })
  if (typeof name !== 'string') throw invalidJson()
  return { name, value: trimmed(text, colon + 1, to) }
}

function trimmed(text: string, from: number, to: number): JsonItem {
  while (from < to && isWhitespace(text.charCodeAt(from))) from++
  while (to > from && isWhitespace(text.charCodeAt(to - 1))) to--
  return { from, to }
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function invalidJson(reason?: string, cause?: unknown): ServiceError {
  const detail = `The content of the file is not valid JSON${reason ? `: ${reason}` : ''}.`
  return new ServiceError('invalid_json', detail, cause === undefined ? {} : { cause })
}
