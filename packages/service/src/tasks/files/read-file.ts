import { type ImportFormat, taskLimits } from '@taskpact/contract'
import { ServiceError } from '../../service-error.js'
import { invalidContent } from './invalid-content.js'
import { readCsv } from './read-csv.js'

/** A task in a file. */
export interface FileRow {
  /** Number of the task in the file, from 1. */
  readonly row: number
  /** Not validated. */
  readonly value: unknown
}

/**
 * Returns the tasks of a file in their order. Ignores a byte order mark. Throws `invalid_json` or `invalid_input` if the text is not a
 * file of the format.
 */
export function readFile(format: ImportFormat, content: string): FileRow[] {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content
  const values = format === 'csv' ? readCsv(text) : readJson(text)
  if (values.length > taskLimits.fileTasks) throw invalidContent(`Use at most ${taskLimits.fileTasks} tasks in a file`)
  return values.map((value, index) => ({ row: index + 1, value }))
}

function readJson(content: string): unknown[] {
  const value = parseJson(content)
  if (Array.isArray(value)) return value
  throw invalidContent('Use an array of tasks')
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new ServiceError('invalid_json', 'The content of the file is not valid JSON.', { cause })
  }
}
