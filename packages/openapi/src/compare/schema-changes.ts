import { isDeepStrictEqual } from 'node:util'
import { alternativesOf, paired } from './alternatives.js'
import { type Change, classOf, type Direction, type Shift } from './change.js'
import type { JsonSchema, Resolve } from './json-schema.js'
import { keywordShift, wordShifts } from './keyword-shift.js'

export interface Comparison {
  readonly direction: Direction
  /** Find what references mean, before and after. */
  readonly resolve: readonly [before: Resolve, after: Resolve]
}

/** How the values that a schema allows have changed, by the direction in which they go. */
export function schemaChanges(before: JsonSchema, after: JsonSchema, at: string, comparison: Comparison): Change[] {
  return compare(before, after, at, { ...comparison, seen: new Set() })
}

interface Walk extends Comparison {
  /** Pairs of references that are being compared: a schema may contain itself. */
  readonly seen: ReadonlySet<string>
}

function compare(before: JsonSchema, after: JsonSchema, at: string, walk: Walk): Change[] {
  const pair = before.$ref && after.$ref && `${before.$ref} ${after.$ref}`
  if (pair && walk.seen.has(pair)) return []
  const within = pair ? { ...walk, seen: new Set([...walk.seen, pair]) } : walk
  const [resolveBefore, resolveAfter] = walk.resolve
  const pairs = paired(alternativesOf(before, resolveBefore), alternativesOf(after, resolveAfter), [...walk.resolve])
  return pairs.flatMap(([old, now]) => {
    if (old && now) return compareOne(old, now, at, within)
    const shift: Shift = old ? 'narrower' : 'wider'
    const what = `${nameOf(old ?? now)} is ${old ? 'no longer' : 'now'} one of the values`
    return [{ class: classOf(shift, walk.direction), at, what }]
  })
}

function nameOf(schema: JsonSchema = {}): string {
  return [schema.type, schema.const].filter((part) => part !== undefined).join(' ') || 'anything'
}

/** Two schemas that are not unions. */
function compareOne(before: JsonSchema, after: JsonSchema, at: string, walk: Walk): Change[] {
  const of = (shift: Shift, what: string): Change => ({ class: classOf(shift, walk.direction), at, what })
  const words = before.enum || before.const !== undefined || after.enum || after.const !== undefined
  const oldWords = wordsOf(before)
  const nowWords = wordsOf(after)
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !compared.has(name))
  return [
    ...keywords
      .filter((keyword) => !isDeepStrictEqual(before[keyword], after[keyword]))
      .map((keyword): Change => {
        const shift = keywordShift(keyword, before[keyword], after[keyword])
        const what = `${keyword}: ${told(before[keyword])} → ${told(after[keyword])}`
        return shift ? of(shift, what) : { class: 'cosmetic', at, what }
      }),
    ...(words && !oldWords ? [of('narrower', 'only some words are left')] : []),
    ...(words && !nowWords ? [of('wider', 'it may be any word')] : []),
    ...(oldWords && nowWords
      ? wordShifts(oldWords, nowWords).map(([shift, word]) =>
          of(shift, `${told(word)} is ${shift === 'wider' ? 'now' : 'no longer'} one of the words`),
        )
      : []),
    ...defaultChanges(before, after, at, walk),
    ...propertyChanges(before, after, at, walk),
    ...(before.items && after.items ? compare(before.items, after.items, `${at}[]`, walk) : []),
  ]
}

/** Compared by what they mean, not word by word. */
const compared = new Set(['enum', 'const', 'properties', 'required', 'items', 'default'])

function wordsOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
}

/** Who leaves a field out gets something else where its default has changed. */
function defaultChanges(before: JsonSchema, after: JsonSchema, at: string, { direction }: Walk): Change[] {
  if (isDeepStrictEqual(before.default, after.default)) return []
  const what = `default: ${told(before.default)} → ${told(after.default)}`
  const harmless = direction === 'output' || before.default === undefined
  return [{ class: harmless ? 'cosmetic' : 'breaking', at, what }]
}

function propertyChanges(before: JsonSchema, after: JsonSchema, at: string, walk: Walk): Change[] {
  const old = before.properties ?? {}
  const now = after.properties ?? {}
  const isNeeded = ({ required = [] }: JsonSchema, name: string) => required.includes(name)
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name): Change[] => {
    const place = `${at}/${name}`
    const [was, is] = [old[name], now[name]]
    if (!was) {
      const needed = walk.direction === 'input' && isNeeded(after, name)
      return [{ class: needed ? 'breaking' : 'additive', at: place, what: needed ? 'is new and required' : 'is new' }]
    }
    if (!is) return [{ class: 'breaking', at: place, what: 'is gone' }]
    return [
      ...requiredChanges(isNeeded(before, name), isNeeded(after, name), place, walk),
      ...compare(was, is, place, walk),
    ]
  })
}

function requiredChanges(before: boolean, after: boolean, at: string, { direction }: Walk): Change[] {
  if (before === after) return []
  return [{ class: classOf(after ? 'narrower' : 'wider', direction), at, what: after ? 'is required' : 'is optional' }]
}

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
