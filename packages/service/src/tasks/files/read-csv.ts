import { taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse/sync'
import { type FileField, meaningOf, sameFieldError, setField } from './field-names.js'
import type { FileReader } from './file-content.js'
import { unescapeFormula } from './formula-escape.js'
import { ignoredNames } from './ignored-names.js'
import { invalidContent } from './invalid-content.js'

/**
 * Reads CSV (RFC 4180) with a header row. Rows may end with CRLF, LF or CR. An empty cell, quoted or not, is an absent field, so it
 * never clears one. Fails with `invalid_input` if the file cannot be split into rows and cells, has no title column, or has two
 * columns for one field.
 */
export const readCsv: FileReader = (content) => {
  // The parser encodes text as UTF-8, which would turn a lone surrogate into U+FFFD.
  if (!content.isWellFormed()) throw invalidContent('Enter well-formed Unicode.')
  const [names = [], ...lines] = toLines(content)
  const { columns, ignored } = toColumns(names)
  return { rows: lines.map((cells, index) => ({ row: index + 1, value: toFields(columns, cells) })), ignored }
}

/** Maximum characters of the header row: the parser takes seconds for a long one of nothing but commas. */
const maxHeaderLength = 10_000

function toLines(content: string): string[][] {
  if (content.slice(0, maxHeaderLength).search(/[\r\n]/) < 0 && content.length > maxHeaderLength)
    throw invalidContent(`Start the file with a header row of at most ${maxHeaderLength} characters.`)
  try {
    // No `cast`, although it would detect a quoted empty cell: a file of commas then blocks the event loop for a minute.
    // Reads one row more than the header and the maximum of tasks, to detect that there are too many.
    const to = taskLimits.fileTasks + 2
    return parse(content, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, to })
  } catch (error) {
    if (error instanceof CsvError) throw invalidContent(`${csvMessage(error)} (${csvLocation(error)}).`)
    throw error
  }
}

function csvMessage({ code }: CsvError): string {
  return code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
    ? 'Use as many cells in each row as in the header row'
    : 'Quote whole cells only, and double each quote in them'
}

/** Names the row, not the line, because the parser counts a CRLF within quotes as two lines. */
function csvLocation({ records }: CsvError): string {
  return records === 0 ? 'in the header row' : `in row ${records}`
}

interface Column {
  readonly field: FileField
  readonly at: number
}

/** Returns the columns with a field, and the names of the others. Trailing delimiters make columns without a name. */
function toColumns(names: readonly string[]): { columns: readonly Column[]; ignored: readonly string[] } {
  const columns: Column[] = []
  const ignored = ignoredNames()
  for (const [at, name] of names.entries()) {
    const meaning = meaningOf(name)
    if (meaning === 'unknown' && name.trim() !== '') ignored.add(name.trim())
    else if (meaning !== 'unknown' && meaning !== 'set-by-server') columns.push({ field: meaning, at })
  }
  if (!columns.some(({ field }) => field === 'title'))
    throw invalidContent('Start the file with a header row that includes title.')
  const sameField = sameFieldError(names)
  if (sameField) throw invalidContent(sameField)
  return { columns, ignored: ignored.names }
}

function toFields(columns: readonly Column[], cells: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const { field, at } of columns) {
    const cell = cells[at]
    if (cell) setField(fields, field, toValue(field, cell))
  }
  return fields
}

function toValue(field: FileField, cell: string): unknown {
  if (field === 'title' || field === 'description') return unescapeFormula(cell)
  if (field === 'tags') return unescapeFormula(cell).split(',')
  if (field === 'completed' && /^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  return cell
}
