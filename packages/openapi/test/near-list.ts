import { foldCase } from '@taskpact/contract'
import fc from 'fast-check'
import type { OpenAPIV3_1 } from 'openapi-types'
import { around } from './near-text.js'

/** Generates lists with lengths around each bound, except that of a file, which takes too long. */
export function nearList(described: OpenAPIV3_1.SchemaObject, items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  const lengths = around([described.minItems, described.maxItems]).filter((length) => length >= 0 && length < 2000)
  const short = fc.array(items, { maxLength: 3 })
  const long = fc.tuple(items, fc.constantFrom(1, ...lengths)).map(([item, length]) => Array(length).fill(item))
  if (!('uniqueItems' in described && described.uniqueItems)) return fc.oneof(short, long)
  return fc
    .tuple(fc.oneof(short, long.map(numbered)), fc.option(fc.nat(), { freq: 4 }))
    .map(([list, duplicate]) => withTwin(distinct(list), duplicate))
}

function numbered(list: readonly unknown[]): unknown[] {
  return list.map((item, index) => (typeof item === 'string' ? `${item}${index}` : item))
}

/** Tags that differ only by case or surrounding whitespace are duplicates, which JSON Schema cannot express. */
function distinct(list: readonly unknown[]): unknown[] {
  return [...new Map(list.map((item) => [typeof item === 'string' ? foldCase(item.trim()) : item, item])).values()]
}

function withTwin(list: readonly unknown[], duplicate: number | null): unknown[] {
  return duplicate === null || list.length === 0 ? [...list] : [...list, list[duplicate % list.length]]
}
