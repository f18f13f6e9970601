import { isDeepStrictEqual } from 'node:util'
import { alternativesOf, paired } from './alternatives.js'
import { type Change, classOf, type Direction, type Shift } from './change.js'
import type { JsonSchema, Resolve } from './json-schema.js'
import { enumShifts, keywordShift } from './keyword-shift.js'

export interface Comparison {
  readonly direction: Direction
  /** Resolve references in the old and the new schema. */
  readonly resolve: readonly [before: Resolve, after: Resolve]
}

/** Returns how the values that a schema allows have changed, classified by direction. */
export function schemaChanges(before: JsonSchema, after: JsonSchema, at: string, comparison: Comparison): Change[] {
  return compare(before, after, at, { ...comparison, seen: new Set() })
}

interface Walk extends Comparison {
  /** Pairs of references being compared, because a schema can contain itself. */
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
    const what = `alternative ${nameOf(old ?? now)} was ${old ? 'removed' : 'added'}`
    return [{ class: classOf(shift, walk.direction), at, what }]
  })
}

function nameOf(schema: JsonSchema = {}): string {
  return [schema.type, schema.const].filter((part) => part !== undefined).join(' ') || 'anything'
}

/** Compares two schemas that are not unions. */
function compareOne(before: JsonSchema, after: JsonSchema, at: string, walk: Walk): Change[] {
  const of = (shift: Shift, what: string): Change => ({ class: classOf(shift, walk.direction), at, what })
  const oldValues = valuesOf(before)
  const newValues = valuesOf(after)
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !compared.has(name))
  return [
    ...keywords
      .filter((keyword) => !isDeepStrictEqual(before[keyword], after[keyword]))
      .map((keyword): Change => {
        const shift = keywordShift(keyword, before[keyword], after[keyword])
        const what = `${keyword}: ${display(before[keyword])} → ${display(after[keyword])}`
        return shift ? of(shift, what) : { class: 'cosmetic', at, what }
      }),
    ...(newValues && !oldValues ? [of('narrower', 'became an enumeration')] : []),
    ...(oldValues && !newValues ? [of('wider', 'is no longer an enumeration')] : []),
    ...(oldValues && newValues
      ? enumShifts(oldValues, newValues).map(([shift, value]) =>
          of(shift, `value ${display(value)} was ${shift === 'wider' ? 'added' : 'removed'}`),
        )
      : []),
    ...defaultChanges(before, after, at, walk),
    ...propertyChanges(before, after, at, walk),
    ...(before.items && after.items ? compare(before.items, after.items, `${at}[]`, walk) : []),
  ]
}

/** Keywords with a comparison of their own. */
const compared = new Set(['enum', 'const', 'properties', 'required', 'items', 'default'])

function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
}

/** A changed default changes the meaning of requests that omit the field. */
function defaultChanges(before: JsonSchema, after: JsonSchema, at: string, { direction }: Walk): Change[] {
  if (isDeepStrictEqual(before.default, after.default)) return []
  const what = `default: ${display(before.default)} → ${display(after.default)}`
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
      return [
        { class: needed ? 'breaking' : 'additive', at: place, what: needed ? 'was added as required' : 'was added' },
      ]
    }
    if (!is) return [{ class: 'breaking', at: place, what: 'was removed' }]
    return [
      ...requiredChanges(isNeeded(before, name), isNeeded(after, name), place, walk),
      ...compare(was, is, place, walk),
    ]
  })
}

function requiredChanges(before: boolean, after: boolean, at: string, { direction }: Walk): Change[] {
  if (before === after) return []
  return [
    {
      class: classOf(after ? 'narrower' : 'wider', direction),
      at,
      what: after ? 'became required' : 'became optional',
    },
  ]
}

function display(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
