import type { Shift } from './change.js'

/** What a change of one keyword does to the values that are allowed; undefined where it only tells people something. */
export function keywordShift(keyword: string, before: unknown, after: unknown): Shift | undefined {
  if (annotations.has(keyword) || keyword.startsWith('x-')) return undefined
  if (before === undefined) return 'narrower'
  if (after === undefined) return 'wider'
  if (lower.has(keyword)) return Number(after) > Number(before) ? 'narrower' : 'wider'
  if (upper.has(keyword)) return Number(after) < Number(before) ? 'narrower' : 'wider'
  if (keyword === 'uniqueItems') return after ? 'narrower' : 'wider'
  if (keyword === 'additionalProperties') return after === false ? 'narrower' : 'wider'
  if (keyword === 'type' && before === 'integer' && after === 'number') return 'wider'
  if (keyword === 'type' && before === 'number' && after === 'integer') return 'narrower'
  return 'other'
}

/** The words that may be said: those of `enum`, or the one of `const`. */
export function wordShifts(before: readonly unknown[], after: readonly unknown[]): [Shift, word: unknown][] {
  const gone = before.filter((word) => !after.includes(word))
  const come = after.filter((word) => !before.includes(word))
  return [
    ...gone.map((word): [Shift, unknown] => ['narrower', word]),
    ...come.map((word): [Shift, unknown] => ['wider', word]),
  ]
}

const annotations = new Set(['title', 'description', 'examples', 'deprecated', '$comment', 'readOnly', 'writeOnly'])
const lower = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'])
const upper = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'])
