import { ownerParameter, shorten } from '@taskpact/contract/core'

/** Fields that rarely help a model: the owner is always the caller, and the timestamps are of the stored record. */
export const omittedFields: readonly string[] = [ownerParameter, 'createdAt', 'updatedAt']

/** Characters of a text in a list. */
export const maxText = 240

/**
 * Returns an output without what a model does not need: fields that are null, false or empty, and `omittedFields`. In lists, long texts are
 * shortened and end with `…`.
 */
export function leanOutput(output: unknown): unknown {
  return trim(output, false)
}

function trim(value: unknown, isInList: boolean): unknown {
  if (typeof value === 'string') return isInList ? shorten(value, maxText) : value
  if (Array.isArray(value)) return value.map((item) => trim(item, true))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !omittedFields.includes(name) && !isEmpty(field))
      .map(([name, field]) => [name, isCursor(name) ? field : trim(field, isInList)]),
  )
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)
}

/** A cursor that is cut is invalid. */
export function isCursor(name: string): boolean {
  return /cursor$/i.test(name)
}
