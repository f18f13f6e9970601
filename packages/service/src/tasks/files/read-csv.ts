import { ImportedTask, taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse/sync'
import { fromInert } from './inert-text.js'
import { refusedContent } from './refused-content.js'

/**
 * The tasks of a CSV file (RFC 4180), as objects that nothing has validated; columns that no import knows are passed over.
 * Lines may end as they do on any system. An empty cell, quoted or not, is a field that is absent: it never clears one.
 * Fails with `invalid_input` where rows and cells cannot be told apart, or no column is the title.
 */
export function readCsv(content: string): Record<string, unknown>[] {
  // The parser reads bytes: it would take a lone surrogate for U+FFFD.
  if (!content.isWellFormed()) throw refusedContent('Must be well-formed Unicode')
  const [names, ...lines] = toLines(content)
  if (!names?.includes('title')) throw refusedContent('Must begin with a line of field names, one of them title')
  const named = names.filter((name) => name)
  if (new Set(named).size < named.length) throw refusedContent('Must name each field once')
  return lines.map((cells) => toFields(names, cells))
}

/** Characters of the field names: a line of nothing but commas takes the parser seconds. */
const longestNames = 10_000

function toLines(content: string): string[][] {
  if (content.slice(0, longestNames).search(/[\r\n]/) < 0 && content.length > longestNames)
    throw refusedContent('Must begin with a line of field names')
  try {
    // No `cast`, although it could tell a quoted empty cell: it makes of a file of commas a minute without an event loop.
    // One more than the names and the tasks that there may be tells that there are too many.
    const to = taskLimits.fileTasks + 2
    return parse(content, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, to })
  } catch (error) {
    if (error instanceof CsvError) throw refusedContent(`${wrongWith(error)} (${placeOf(error)})`)
    throw error
  }
}

function wrongWith({ code }: CsvError): string {
  return code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
    ? 'Must have as many cells in each row as field names'
    : 'Must have quotes around whole cells, and each within them doubled'
}

/** By row: the parser counts a CRLF within quotes as two lines. */
function placeOf({ records }: CsvError): string {
  return records === 0 ? 'in the field names' : `in row ${records}`
}

function toFields(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [at, name] of names.entries()) {
    const cell = cells[at]
    // Own names alone: a file may name a column as a property that every object has.
    if (cell && Object.hasOwn(ImportedTask.shape, name)) fields[name] = toField(name, cell)
  }
  return fields
}

function toField(name: string, cell: string): unknown {
  if (name === 'title' || name === 'description') return fromInert(cell)
  if (name === 'tags') return fromInert(cell).split(',')
  if (name === 'completed' && /^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  return cell
}
