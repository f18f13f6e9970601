import { pipeline, Readable } from 'node:stream'
import { type Issue, taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse'
import type { ServiceError } from '../../service-error.js'
import { cellValue } from './cell-value.js'
import { type FileField, meaningOf, sameFieldError, setField } from './field-names.js'
import type { FileOptions, FileReader, FileRow } from './file-content.js'
import { findDelimiter } from './header-delimiter.js'
import { type IgnoredNames, ignoredNames } from './ignored-names.js'
import { invalidContent } from './invalid-content.js'
import { textSlices } from './text-slices.js'

/**
 * Reads CSV (RFC 4180) with a header row, delimited by commas, semicolons or tabs. Rows may end with CRLF, LF or CR. An empty cell, quoted
 * or not, clears its field; an absent column leaves it. Rows of empty cells are skipped. Fails with `invalid_input` if the file cannot be split into rows and cells, has no
 * title column, or has two columns for one field.
 */
export const readCsv: FileReader = (content, options) => {
  const ignored = ignoredNames()
  return { rows: rowsOf(content, ignored, options), ignored: ignored.names }
}

async function* rowsOf(content: string, ignored: IgnoredNames, options: FileOptions): AsyncGenerator<FileRow> {
  let header: Header | undefined
  let row = 0
  for await (const cells of filledRecords(content)) {
    if (header === undefined) header = toHeader(cells, ignored)
    else if (cells.length !== header.width) throw invalidContent(`${unequalRows} (in row ${row + 1}).`)
    else yield toRow(++row, header.columns, cells, options)
  }
  if (header === undefined) throw invalidContent(noTitle)
}

/** Maximum characters of the first row, and of its columns: files of nothing but commas are no tables. */
const maxHeader = { characters: 10_000, columns: 1000 }
const unequalRows = 'Use as many cells in each row as in the header row'
const noTitle = 'Start the file with a header row that includes title.'

/** Yields the records that have a cell which is not blank. */
async function* filledRecords(content: string): AsyncGenerator<readonly string[]> {
  // The parser encodes text as UTF-8, which would turn a lone surrogate into U+FFFD.
  if (!content.isWellFormed()) throw invalidContent('Enter well-formed Unicode.')
  if (content.length > maxHeader.characters && !/[\r\n]/.test(content.slice(0, maxHeader.characters)))
    throw invalidContent(`Start the file with a header row of at most ${maxHeader.characters} characters.`)
  let count = 0
  try {
    for await (const cells of toRecords(content)) {
      count += cells.length
      if (count > taskLimits.fileCells) throw tooManyCells('in a file', taskLimits.fileCells)
      if (cells.some((cell) => cell.trim() !== '')) yield cells
    }
  } catch (error) {
    if (error instanceof CsvError) throw invalidContent(`${csvMessage(error)} (${csvLocation(error)}).`)
    throw error
  }
}

function toRecords(content: string): AsyncIterable<readonly string[]> {
  const { delimiter, start } = findDelimiter(content)
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: taskLimits.fileTaskLength,
    // No `cast`, although it would detect a quoted empty cell: it takes a minute for a file of commas.
  })
  // Closes the source if the records are not read to their end. The reader of the records receives the error.
  return pipeline(Readable.from(withBoundedRows(textSlices(content.slice(start)), parser)), parser, () => {})
}

/** Ends a row of too many cells before its end: the parser has a limit for the size of a record, but not for empty cells in it. */
async function* withBoundedRows(slices: AsyncIterable<string>, parser: object): AsyncGenerator<string> {
  const { state } = parser as { readonly state: { readonly record: readonly string[] } } // not in the types of the parser
  for await (const slice of slices) {
    if (state.record.length > maxHeader.columns) throw tooManyCells('in a row', maxHeader.columns)
    yield slice
  }
}

function tooManyCells(where: string, max: number): ServiceError {
  return invalidContent(`Use at most ${max} cells ${where}.`, { code: 'too_many', max })
}

function csvMessage({ code }: CsvError): string {
  return code === 'CSV_MAX_RECORD_SIZE'
    ? `Use at most ${taskLimits.fileTaskLength} bytes in a row`
    : 'Quote whole cells only, and double each quote in them'
}

/** Names the row, not the line, because the parser counts a CRLF within quotes as two lines. */
function csvLocation({ records }: CsvError): string {
  return records === 0 ? 'in the header row' : `in row ${records}`
}

interface Header {
  readonly columns: readonly Column[]
  readonly width: number
}

interface Column {
  readonly field: FileField
  readonly at: number
}

/** Finds the columns with a field. Trailing delimiters make columns without a name. */
function toHeader(names: readonly string[], ignored: IgnoredNames): Header {
  if (names.length > maxHeader.columns) throw tooManyCells('in a row', maxHeader.columns)
  const columns: Column[] = []
  for (const [at, name] of names.entries()) {
    const meaning = meaningOf(name)
    if (meaning === 'unknown' && name.trim() !== '') ignored.add(name.trim())
    else if (meaning !== 'unknown' && meaning !== 'set-by-server') columns.push({ field: meaning, at })
  }
  if (!columns.some(({ field }) => field === 'title')) throw invalidContent(noTitle)
  const sameField = sameFieldError(names)
  if (sameField) throw invalidContent(sameField)
  return { columns, width: names.length }
}

function toRow(row: number, columns: readonly Column[], cells: readonly string[], options: FileOptions): FileRow {
  const fields: Record<string, unknown> = {}
  const issues: Issue[] = []
  for (const { field, at } of columns) {
    const { value, issue } = cellValue(field, cells[at] ?? '', options)
    if (issue) issues.push(issue)
    else if (value !== undefined) setField(fields, field, value)
  }
  // An empty cell means that the task is not completed, unless another one says when it was.
  if (fields.completed === false && typeof fields.completedAt === 'string' && isBlank(columns, cells))
    delete fields.completed
  return { row, value: fields, ...(issues.length > 0 && { issues }) }
}

function isBlank(columns: readonly Column[], cells: readonly string[]): boolean {
  const at = columns.find(({ field }) => field === 'completed')?.at
  return at !== undefined && cells[at]?.trim() === ''
}
