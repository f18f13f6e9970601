import { starts } from './weights.gen.js'

/*
 * Codes of primary weights: printable ASCII, ordered as the weights, none the start of another one plus a first character. So keys compare
 * byte by byte. Letters from A to Z are one character, other letters of Europe, kana and Hangul two, the rest three or more. `~` is never
 * a first character, so that `D~!` (a letter after D) lies between `DZ` and `E`.
 */

/** Returns the code of a primary weight: of its rank or, from 0x8000 on, of a code point. */
export function primaryCode(rank: number): string {
  if (rank >= 0x8000) return codePointCode(rank - 0x8000)
  const known = codes[rank]
  if (known !== undefined) return known
  const code = rankCode(rank)
  codes[rank] = code
  return code
}

const codes: string[] = []

/** Returns the code of a number without leading zeros: the number of its digits comes first. */
export function numberCode(digits: string): string {
  const { length } = digits
  return length < 10 ? String.fromCharCode(0x2f + length) + digits : `9${base95(length - 10, 2)}${digits}`
}

/** Each range of ranks has a first character, which increases, and a length. */
const ranges: readonly (readonly [start: number, first: string, length: number])[] = [
  [1, ' ', 2],
  [starts.space + 1, '"', 2],
  [starts.symbols, '*', 3],
  [starts.zero, ':', 2],
  [starts.greek, '[', 2],
  [starts.georgian, '`', 3],
  [starts.hangul, 'a', 2],
  [starts.yi, 'j', 3],
]

function rankCode(rank: number): string {
  if (rank === starts.space) return '!'
  if (rank >= (starts.letters[0] ?? 0) && rank < starts.greek) return latinCode(rank)
  const [start, first, length] = ranges.findLast(([start]) => start <= rank) ?? [1, ' ', 2]
  return codeIn(first, rank - start, length)
}

function latinCode(rank: number): string {
  const index = starts.letters.findLastIndex((start) => start <= rank)
  const letter = String.fromCharCode(0x41 + index)
  const distance = rank - (starts.letters[index] ?? 0)
  return distance === 0 ? letter : `${letter}~${base95(distance - 1, 1)}`
}

/**
 * Returns the code of a code point that is its own weight (UTS #10, implicit weights): Tangut, Nushu and Khitan, then Han, first the block
 * of most characters and its supplement of twelve, then what is not assigned.
 */
function codePointCode(code: number): string {
  if ((code >= 0x17000 && code <= 0x18dff) || (code >= 0x1b170 && code <= 0x1b2ff))
    return codeIn('l', code - 0x10000, 4)
  if (code >= 0x4e00 && code <= 0x9fff) return codeIn('m', code - 0x4e00, 3)
  if (code >= 0xfa0e && code <= 0xfa29) return codeIn('p', code - 0xfa0e, 2)
  if ((code >= 0x3400 && code <= 0x4dbf) || (code >= 0x20000 && code <= 0x3ffff)) return codeIn('q', code, 4)
  return codeIn('r', code, 5)
}

/** Returns a number in base 95, with the given length and first digit of zero. */
function codeIn(first: string, value: number, length: number): string {
  const perFirst = 95 ** (length - 1)
  return String.fromCharCode(first.charCodeAt(0) + Math.floor(value / perFirst)) + base95(value % perFirst, length - 1)
}

function base95(value: number, length: number): string {
  return length === 0 ? '' : base95(Math.floor(value / 95), length - 1) + String.fromCharCode(0x20 + (value % 95))
}
