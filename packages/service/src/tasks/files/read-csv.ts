import { ImportedTask, taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse/sync'
import { fromInert } from './inert-text.js'
import { refusedContent } from './refused-content.js'

/**
 * Returns the tasks of a CSV file (RFC 4180) as objects that are not validated yet. Unknown columns are ignored. Lines may end as on
 * any system. An empty cell, quoted or not, is an absent field: it never clears one. Fails with `invalid_input` if the file cannot be
 * split into rows and cells, or has no title column.
 */
export function readCsv(content: string): Record<string, unknown>[] {
  // The parser reads bytes: a lone surrogate would become U+FFFD.
  if (!content.isWellFormed()) throw refusedContent('Must be well-formed Unicode')
  const [names, ...lines] = toLines(content)
  if (!names?.includes('title')) throw refusedContent('Must begin with a line of field names, one of them title')
  const named = names.filter((name) => name)
  if (new Set(named).size < named.length) throw refusedContent('Must name each field once')
  return lines.map((cells) => toFields(names, cells))
}

/** Characters of the header line: one with nothing but commas takes the parser seconds. */
const longestNames = 10_000

function toLines(content: string): string[][] {
  if (content.slice(0, longestNames).search(/[\r\n]/) < 0 && content.length > longestNames)
    throw refusedContent('Must begin with a line of field names')
  try {
    // No `cast`, although it could detect a quoted empty cell: with a file of commas it blocks the event loop for a minute.
    // One row more than the header and the allowed tasks shows that there are too many.
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

/** By row, because the parser counts a CRLF within quotes as two lines. */
function placeOf({ records }: CsvError): string {
  return records === 0 ? 'in the field names' : `in row ${records}`
}

function toFields(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [at, name] of names.entries()) {
    const cell = cells[at]
    // Own properties only: a column can have the name of a property that every object inherits.
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
