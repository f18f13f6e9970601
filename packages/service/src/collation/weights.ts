import { brotliDecompressSync } from 'node:zlib'
import { packed, starts } from './weights.gen.js'

/**
 * Collation elements (UTS #10): `primaries`, `secondaries` and `tertiaries` are parallel. A slot is the index of the first element times
 * 32, plus the number of elements, plus 1. Ranks stand for weights; 1 is the common one. Primary ranks from 0x8000 on are code points.
 */
export interface Weights {
  readonly primaries: Uint32Array
  readonly secondaries: Uint8Array
  readonly tertiaries: Uint8Array
  /** By code point: a slot, 0 if the code point itself is the weight, or for decimal digits minus the digit minus 1. */
  readonly slots: Int32Array
  /** By the first code point: sequences with elements of their own, the longest first. */
  readonly sequences: ReadonlyMap<number, readonly (readonly [text: string, slot: number])[]>
}

/** Decodes the weights, which takes some milliseconds. */
export function loadWeights(): Weights {
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'))
  let at = 6
  const [codeCount, entryCount, elementCount] = [0, 2, 4].map((n) => bytes.readUInt16LE(n)) as [number, number, number]
  const take = (count: number) => {
    at += count
    return bytes.subarray(at - count, at)
  }
  const takeDeltas = (count: number) => fromDeltas(take(count), take(count), take(count))
  const codes = takeDeltas(codeCount)
  const [lengths, counts] = [take(entryCount), take(entryCount)]
  const primaries = takeDeltas(elementCount)
  const [secondaries, tertiaries] = [take(elementCount), take(elementCount)]

  const slots = new Int32Array(0x110000)
  const sequences = new Map<number, [string, number][]>()
  let [code, element] = [0, 0]
  for (let entry = 0; entry < entryCount; entry++) {
    const [length, count] = [lengths[entry] ?? 0, counts[entry] ?? 0]
    const slot = (element << 5) | (count + 1)
    const first = codes[code] ?? 0
    if (length === 1) slots[first] = slot
    else {
      const known = sequences.get(first) ?? []
      sequences.set(first, [[String.fromCodePoint(...codes.subarray(code, code + length)), slot], ...known])
    }
    code += length
    element += count
  }
  for (const zero of starts.decimals) for (let digit = 0; digit < 10; digit++) slots[zero + digit] = -1 - digit
  return { primaries, secondaries, tertiaries, slots, sequences }
}

/** Adds up zigzag-encoded differences of three bytes. */
function fromDeltas(low: Uint8Array, middle: Uint8Array, high: Uint8Array): Uint32Array {
  const values = new Uint32Array(low.length)
  let value = 0
  for (let n = 0; n < low.length; n++) {
    const zigzag = (low[n] ?? 0) | ((middle[n] ?? 0) << 8) | ((high[n] ?? 0) << 16)
    value += zigzag & 1 ? -((zigzag + 1) >> 1) : zigzag >> 1
    values[n] = value
  }
  return values
}
