import { ImportedTask, taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse/sync'
import { unescapeFormula } from './formula-escape.js'
import { invalidContent } from './invalid-content.js'

/**
 * Returns the tasks of a CSV file (RFC 4180) as objects that are not validated yet. Rows may end with CRLF, LF or CR.
 * Unknown columns are ignored. An empty cell, quoted or not, is an absent field, so it never clears one. Throws
 * `invalid_input` if the file cannot be split into rows and cells, or has no title column.
 */
export function readCsv(content: string): Record<string, unknown>[] {
  // The parser encodes text as UTF-8, which would turn a lone surrogate into U+FFFD.
  if (!content.isWellFormed()) throw invalidContent('Use well-formed Unicode')
  const [names, ...lines] = toLines(content)
  if (!names?.includes('title')) throw invalidContent('Start the file with a header row that includes title')
  const columns = names.filter((name) => name)
  if (new Set(columns).size < columns.length) throw invalidContent('Use each column name only once')
  return lines.map((cells) => toFields(names, cells))
}

/** Maximum characters of the header row: the parser takes seconds for a long one of nothing but commas. */
const maxHeaderLength = 10_000

function toLines(content: string): string[][] {
  if (content.slice(0, maxHeaderLength).search(/[\r\n]/) < 0 && content.length > maxHeaderLength)
    throw invalidContent(`Start the file with a header row of at most ${maxHeaderLength} characters`)
  try {
    // No `cast`, although it would detect a quoted empty cell: a file of commas then blocks the event loop for a minute.
    // Reads one row more than the header and the maximum of tasks, to detect that there are too many.
    const to = taskLimits.fileTasks + 2
    return parse(content, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, to })
  } catch (error) {
    if (error instanceof CsvError) throw invalidContent(`${csvMessage(error)} (${csvLocation(error)})`)
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
  if (name === 'title' || name === 'description') return unescapeFormula(cell)
  if (name === 'tags') return unescapeFormula(cell).split(',')
  if (name === 'completed' && /^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  return cell
}
