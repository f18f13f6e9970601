import { toSafeText } from './safe-text.js'

/** Returns the value of a column, such as `title` or `task.title`, as one line of text. */
export function toCell(row: unknown, column: string): string {
  let value = row
  for (const key of column.split('.')) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key]
  return toText(value)
}

/** Returns a value as one line of text. Nothing for null, lists of scalars with commas, and objects as JSON. */
export function toText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const isFlat = Array.isArray(value) && value.every((one) => typeof one !== 'object')
  return toSafeText(isFlat ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value))
}
