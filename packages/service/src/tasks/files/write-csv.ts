import type { Task } from '@taskpact/contract'
import { stringify } from 'csv-stringify/sync'
import { escapeFormula } from './formula-escape.js'

/**
 * Yields tasks as CSV (RFC 4180): a header row, then a row per task. Null and an empty list of tags are an empty cell.
 * Tags are separated by commas. Text is escaped by `escapeFormula`. A byte order mark shows Excel that the file is UTF-8.
 */
export async function* toCsv(tasks: AsyncIterable<Task>, { bom = false } = {}): AsyncGenerator<string> {
  yield (bom ? '\uFEFF' : '') + toLine(columns)
  for await (const task of tasks) yield toLine(columns.map((column) => toCell(task[column])))
}

const columns = [
  'id',
  'title',
  'description',
  'completed',
  'completedAt',
  'priority',
  'tags',
  'dueDate',
  'dueAt',
  'createdAt',
  'updatedAt',
  'revision',
] as const satisfies readonly (keyof Task)[]

function toCell(value: Task[(typeof columns)[number]]): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.length > 0 ? escapeFormula(value.join(',')) : ''
  return escapeFormula(String(value))
}

function toLine(cells: readonly string[]): string {
  return stringify([cells], {
    record_delimiter: 'windows',
    // Quotes cells that contain a lone CR or LF, at which many readers end a row.
    quote_record_delimiter: true,
  })
}
