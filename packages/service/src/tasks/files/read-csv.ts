import type { Issue } from '@taskpact/contract'
import { cellValue } from './cell-value.js'
import { filledRecords, maxHeader, tooManyCells } from './csv-records.js'
import { type FileField, meaningOf, sameFieldError, setField } from './field-names.js'
import type { FileOptions, FileReader, FileRow } from './file-content.js'
import { findDelimiter } from './header-delimiter.js'
import { type IgnoredNames, ignoredNames } from './ignored-names.js'
import { invalidContent } from './invalid-content.js'

/**
 * Reads CSV (RFC 4180) with a header row, delimited by commas, semicolons or tabs. Rows may end with CRLF, LF or CR. An empty cell, quoted
 * or not, clears its field; an absent column leaves it. Rows of empty cells are skipped. Fails with `invalid_input` if the file cannot be split
 * into rows and cells, has no title column, or has two columns for one field.
 */
export const readCsv: FileReader = (content, options) => {
  const ignored = ignoredNames()
  return { rows: rowsOf(content, ignored, options), ignored: ignored.names }
}

async function* rowsOf(content: string, ignored: IgnoredNames, options: FileOptions): AsyncGenerator<FileRow> {
  let header: Header | undefined
  let row = 0
  for await (const cells of filledRecords(content, findDelimiter(content))) {
    if (header === undefined) header = toHeader(cells, ignored)
    else if (cells.length !== header.width) throw invalidContent(`${unequalRows} (in row ${row + 1}).`)
    else yield toRow(++row, header.columns, cells, options)
  }
  if (header === undefined) throw invalidContent(noTitle)
}

const unequalRows = 'Use as many cells in each row as in the header row'
const noTitle = 'Start the file with a header row that includes title.'

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
