import type { Task } from '@taskpact/contract'
import { stringify } from 'csv-stringify/sync'
import { toInert } from './inert-text.js'

/**
 * The tasks as CSV (RFC 4180): a line of column names, then one for each task. Null and no tags are an empty cell; tags
 * stand behind each other with commas. Text that a spreadsheet may take for a formula, that begins with an apostrophe, or
 * that is empty has an apostrophe in front.
 */
export async function* toCsv(tasks: AsyncIterable<Task>): AsyncGenerator<string> {
  yield toLine(columns)
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
  if (Array.isArray(value)) return value.length > 0 ? toInert(value.join(',')) : ''
  return toInert(String(value))
}

function toLine(cells: readonly string[]): string {
  return stringify([cells], {
    record_delimiter: 'windows',
    // Is off where a delimiter is given: a lone CR or LF in a cell would end the line for many a reader.
    quote_record_delimiter: true,
  })
}
