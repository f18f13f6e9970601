import { ServiceError } from '../../service-error.js'
import { meaningOf, sameFieldError, setField } from './field-names.js'
import type { FileReader, FileRow } from './file-content.js'
import { type IgnoredNames, ignoredNames } from './ignored-names.js'
import { invalidContent } from './invalid-content.js'

/** Reads a JSON array of tasks. */
export const readJson: FileReader = (content) => {
  const values = parseJson(content)
  if (!Array.isArray(values)) throw invalidContent('Enter an array of tasks.')
  const ignored = ignoredNames()
  return { rows: values.map((value, index) => toRow(value, index + 1, ignored)), ignored: ignored.names }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new ServiceError('invalid_json', 'The content of the file is not valid JSON.', { cause })
  }
}

function toRow(value: unknown, row: number, ignored: IgnoredNames): FileRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, value }
  const fields: Record<string, unknown> = {}
  const names = Object.keys(value)
  for (const name of names) {
    const meaning = meaningOf(name)
    if (meaning === 'unknown') ignored.add(name)
    else if (meaning !== 'set-by-server') setField(fields, meaning, (value as Record<string, unknown>)[name])
  }
  const message = sameFieldError(names)
  return { row, value: fields, ...(message && { issues: [{ code: 'custom', path: [], message, params: { code: 'duplicate' } }] }) }
}
