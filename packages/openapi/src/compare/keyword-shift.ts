import type { Shift } from './change.js'

/** Returns how a change of one keyword affects the allowed values, or undefined for an annotation. */
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

/** Returns the removed and added values of an `enum` or `const`. */
export function enumShifts(before: readonly unknown[], after: readonly unknown[]): [Shift, value: unknown][] {
  const removed = before.filter((value) => !after.includes(value))
  const added = after.filter((value) => !before.includes(value))
  return [
    ...removed.map((value): [Shift, unknown] => ['narrower', value]),
    ...added.map((value): [Shift, unknown] => ['wider', value]),
  ]
}

const annotations = new Set(['title', 'description', 'examples', 'deprecated', '$comment', 'readOnly', 'writeOnly'])
const lower = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'])
const upper = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'])
