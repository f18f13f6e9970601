import type { Task } from '@taskpact/contract'
import { stringify } from 'csv-stringify/sync'
import { toInert } from './inert-text.js'

/**
 * Yields tasks as CSV (RFC 4180): a header line, then a line per task. Null and an empty list of tags are an empty cell; tags are
 * separated by commas. Text that a spreadsheet could run, that starts with an apostrophe, or that is empty gets an apostrophe in
 * front.
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
    // Not the default with a delimiter, but many readers end a line at a lone CR or LF within a cell.
    quote_record_delimiter: true,
  })
}
