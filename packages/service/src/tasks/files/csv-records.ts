import { pipeline, Readable } from 'node:stream'
import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { taskLimits } from '@taskpact/contract'
import { CsvError, parse } from 'csv-parse'
import type { ServiceError } from '../../service-error.js'
import type { CsvLayout, Delimiter } from './header-delimiter.js'
import { invalidContent } from './invalid-content.js'
import { textSlices } from './text-slices.js'

/** Maximum characters of the first row, and of its columns: files of nothing but commas are no tables. */
export const maxHeader = { characters: 10_000, columns: 1000 }

/**
 * Yields the records of CSV (RFC 4180) that have a cell which is not blank, from its header row on. Lets other requests run in between.
 * Throws `invalid_input` if the text cannot be split into records and cells, or has too many cells.
 */
export async function* filledRecords(
  content: string,
  { start, delimiter }: CsvLayout,
): AsyncGenerator<readonly string[]> {
  await yieldToRequests() // the text has just been validated
  // The parser encodes text as UTF-8, which would turn a lone surrogate into U+FFFD.
  if (!content.isWellFormed()) throw invalidContent('Enter well-formed Unicode.')
  const text = content.slice(start)
  if (text.length > maxHeader.characters && !/[\r\n]/.test(text.slice(0, maxHeader.characters)))
    throw invalidContent(`Start the file with a header row of at most ${maxHeader.characters} characters.`)
  let count = 0
  try {
    for await (const cells of toRecords(text, delimiter)) {
      count += cells.length
      if (count > taskLimits.fileCells) throw tooManyCells('in a file', taskLimits.fileCells)
      if (cells.some((cell) => cell.trim() !== '')) yield cells
    }
  } catch (error) {
    if (error instanceof CsvError) throw invalidContent(`${csvMessage(error)} (${csvLocation(error)}).`)
    throw error
  }
}

function toRecords(text: string, delimiter: Delimiter): AsyncIterable<readonly string[]> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    max_record_size: taskLimits.fileTaskLength,
    // No `cast`, although it would detect a quoted empty cell: it takes a minute for a file of commas.
  })
  acceptAnyWidth(parser)
  // Closes the source if the records are not read to their end. The reader of the records receives the error.
  return pipeline(Readable.from(withBoundedRows(textSlices(text), parser)), parser, () => {})
}

/** The part of the parser that is not in its types. */
interface Parser {
  readonly state: { readonly record: readonly string[] }
}

/**
 * Lets rows have any number of cells, by expecting the number that each has. `relax_column_count` creates an error for each row of another
 * width, with a stack trace: 0.3 ms on Node 24.
 */
function acceptAnyWidth(parser: object): void {
  const { state } = parser as Parser
  Object.defineProperty(state, 'expectedRecordLength', { get: () => state.record.length, set: () => {} })
}

/** Ends a row of too many cells before its end: the parser has a limit for the size of a record, but not for empty cells in it. */
async function* withBoundedRows(slices: AsyncIterable<string>, parser: object): AsyncGenerator<string> {
  const { state } = parser as Parser
  for await (const slice of slices) {
    if (state.record.length > maxHeader.columns) throw tooManyCells('in a row', maxHeader.columns)
    yield slice
  }
}

/** Returns the error for too many cells in a row or file. */
export function tooManyCells(where: string, max: number): ServiceError {
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
