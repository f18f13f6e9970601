import { numberCode, primaryCode } from './primary-code.js'
import { loadWeights, type Weights } from './weights.js'

/** The longest key. An index entry has at most 2,704 bytes, of which a user id takes up to 1,020. */
export const maxSortKey = 1600

/**
 * Returns a key that sorts text as people do: keys compared by code point are in the order of ICU's root collation with numbers by value
 * (locale `und-u-kn`, CLDR root, UTS #10), whatever the locale of the database and the version of Node. Letters come first, then accents,
 * then case. Exceptions: Han characters are in the order of their code points, and of characters added after
 * Unicode 14 only the first level is exact. Keys of printable ASCII and tabs, cut after 1,600 characters.
 */
export function sortKeyOf(text: string): string {
  if (isPlain.test(text)) {
    let [capitals, others] = ['', 0]
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x20 || code > 0x5a) others++
      else {
        capitals += (runCodes[others] ?? runCode(others, 60)) + capitalCode
        others = 0
      }
    }
    const letters = text.toUpperCase().replaceAll(' ', '!')
    return (capitals ? `${letters}\t\t${capitals}` : letters).slice(0, maxSortKey)
  }
  return keyByWeights(text)
}

/** Letters and spaces need no weights, so most titles are converted in one function, and a server may never load them. */
const isPlain = /^[A-Za-z ]*$/
/** The third weight of capital letters. */
const capitalCode = 'f'

/** Returns the key of any text. */
export function keyByWeights(text: string): string {
  weights ??= loadWeights()
  const levels = new Levels(weights)
  const decomposed = isAscii.test(text) ? text : joinSequences(text.normalize('NFD'), weights)
  for (let at = 0; at < decomposed.length; ) at = readElements(decomposed, at, weights, levels)
  return levels.toKey()
}

let weights: Weights | undefined
const isAscii = /^[\x00-\x7f]*$/

/** Moves marks that form a sequence with a character before them to it (UTS #10, S2.1.1 to S2.1.3), unless a mark between blocks them. */
function joinSequences(text: string, { sequences }: Weights): string {
  return text.replace(/\P{M}?\p{M}{2,}/gu, (cluster) => {
    const characters = [...cluster]
    for (const [index, character] of characters.entries()) {
      const seconds =
        sequences.get(character.codePointAt(0) ?? 0)?.map(([sequence]) => sequence.slice(character.length)) ?? []
      if (seconds.includes(characters[index + 1] ?? '')) continue
      const second = seconds.find((mark) => isUnblocked(mark, characters.slice(index + 1)))
      if (second === undefined) continue
      characters.splice(characters.indexOf(second, index + 1), 1)
      characters.splice(index + 1, 0, second)
    }
    return characters.join('')
  })
}

/** Two marks of different combining classes have one order in NFD. */
function isUnblocked(mark: string, following: readonly string[]): boolean {
  const index = following.indexOf(mark)
  return index > 0 && following.slice(0, index).every((other) => (mark + other).normalize('NFD') === other + mark)
}

/** Adds the elements of the number, sequence or character at an index. Returns the index after it. */
function readElements(text: string, at: number, weights: Weights, levels: Levels): number {
  const code = text.codePointAt(at) ?? 0
  const slot = weights.slots[code] ?? 0
  if (slot < 0) return readNumber(text, at, weights, levels)
  const sequence = weights.sequences.get(code)?.find(([sequence]) => text.startsWith(sequence, at))
  if (sequence) levels.add(sequence[1])
  else if (slot === 0) levels.addPrimary(primaryCode(0x8000 + code))
  else levels.add(slot)
  return at + (sequence ? sequence[0].length : code > 0xffff ? 2 : 1)
}

/** A number is one element. Leading zeros do not matter. */
function readNumber(text: string, at: number, { slots }: Weights, levels: Levels): number {
  let digits = ''
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0
    const slot = slots[code] ?? 0
    if (slot >= 0) break
    if (digits !== '' || slot < -1) digits += String(-1 - slot)
    at += code > 0xffff ? 2 : 1
  }
  levels.addPrimary(numberCode(digits || '0'))
  return at
}

/** The three levels of a key. The common weight is the lowest of the second and the third level, so its runs are counted. */
class Levels {
  readonly #weights: Weights
  #primary = ''
  #secondary = ''
  #tertiary = ''
  #commonSecondaries = 0
  #commonTertiaries = 0

  constructor(weights: Weights) {
    this.#weights = weights
  }

  add(slot: number): void {
    const { primaries, secondaries, tertiaries } = this.#weights
    const start = slot >> 5
    const end = start + (slot & 31) - 1
    for (let index = start; index < end; index++) {
      const primary = primaries[index] ?? 0
      if (primary > 0) this.#primary += primaryCode(primary)
      this.#addSecondary(secondaries[index] ?? 0)
      this.#addTertiary(tertiaries[index] ?? 0)
    }
  }

  addPrimary(code: string): void {
    this.#primary += code
    this.#commonSecondaries++
    this.#commonTertiaries++
  }

  #addSecondary(weight: number): void {
    if (weight === 1) this.#commonSecondaries++
    if (weight <= 1) return
    const code = String.fromCharCode(0x70 + Math.floor(weight / 90), 0x20 + (weight % 90))
    this.#secondary += runCode(this.#commonSecondaries, 80) + code
    this.#commonSecondaries = 0
  }

  #addTertiary(weight: number): void {
    if (weight === 1) this.#commonTertiaries++
    if (weight <= 1) return
    this.#tertiary += runCode(this.#commonTertiaries, 60) + String.fromCharCode(0x60 + weight)
    this.#commonTertiaries = 0
  }

  /** A tab sorts before all codes, and the end of a key before a tab. */
  toKey(): string {
    const lower = this.#tertiary
      ? `\t${this.#secondary}\t${this.#tertiary}`
      : this.#secondary
        ? `\t${this.#secondary}`
        : ''
    return (this.#primary + lower).slice(0, maxSortKey)
  }
}

/** Encodes a run of common weights, which another weight follows: below the codes of weights, and a longer run below a shorter one. */
function runCode(length: number, max: number): string {
  if (length === 0) return ''
  return length > max ? ` ${runCode(length - max, max)}` : String.fromCharCode(0x20 + max - length)
}

const runCodes = Array.from({ length: 100 }, (_, length) => runCode(length, 60))
