import { type DateOrder, taskLimits } from '@taskpact/contract'
import type { ServiceError } from '../../../service-error.js'
import { filledRecords, maxHeader, tooManyCells } from '../csv-records.js'
import { toKey } from '../field-names.js'
import type { FileOptions, FileReader, FileRow } from '../file-content.js'
import { type IgnoredNames, ignoredNames } from '../ignored-names.js'
import { invalidContent } from '../invalid-content.js'
import { timeSlice } from '../time-slice.js'
import { findHeader } from './csv-header.js'
import { type ForeignTask, toImportedTask } from './imported-task.js'

/** A service whose files are CSV. Columns have the names that the service writes. */
export interface CsvService<Column extends string = string> {
  readonly name: string
  /** The columns that a reader uses, or that have nothing to lose. Others are reported if they have values. */
  readonly columns: readonly Column[]
  /** Columns that every file of the service has, and no other file has together. */
  readonly required: readonly Column[]
  /** Returns whether the service can write a line before the header row. */
  isPreamble?(line: string): boolean
  /** Yields the tasks of rows that are not blank. */
  tasks(rows: AsyncIterable<CsvRow<Column>>, context: CsvContext): AsyncIterable<ForeignTask>
}

/** Returns the text of a column without outer spaces, or undefined if it is absent or blank. */
export type CsvRow<Column extends string = string> = (column: Column) => string | undefined

export interface CsvContext {
  readonly ignored: IgnoredNames
  readonly dateOrder: DateOrder | undefined
}

/** Creates the reader of a service. It fails with `invalid_input` if the file does not have its header row. */
export function csvReader(service: CsvService): FileReader {
  return (content, options) => {
    const ignored = ignoredNames()
    return { rows: rowsOf(service, content, options, ignored), ignored: ignored.names }
  }
}

async function* rowsOf(
  service: CsvService,
  content: string,
  { dateOrder }: FileOptions,
  ignored: IgnoredNames,
): AsyncGenerator<FileRow> {
  const pause = timeSlice()
  let row = 0
  for await (const task of service.tasks(recordsOf(service, content, ignored), { ignored, dateOrder })) {
    yield { row: ++row, value: toImportedTask(task, ignored) }
    await pause()
  }
}

async function* recordsOf(service: CsvService, content: string, ignored: IgnoredNames): AsyncGenerator<CsvRow> {
  const layout = findHeader(content, service)
  if (!layout)
    throw invalidContent(
      `Use a CSV file as ${service.name} exports it: its header row has the columns ${service.required.join(', ')}.`,
    )
  let header: Header | undefined
  let row = 0
  for await (const cells of filledRecords(content, layout)) {
    if (header === undefined) header = toHeader(cells, service)
    else if (++row > taskLimits.fileTasks) throw tooManyRows()
    else yield toRow(cells, header, row, ignored)
  }
}

/** Rows that are no tasks, such as comments, count as well: reading millions of them takes minutes. */
function tooManyRows(): ServiceError {
  const max = taskLimits.fileTasks
  return invalidContent(`Use at most ${max} rows in a file.`, { code: 'too_many', max })
}

interface Header {
  readonly places: ReadonlyMap<string, number>
  /** Columns that are not known and have not been reported. */
  readonly others: Map<string, number>
  readonly width: number
}

function toHeader(names: readonly string[], { columns }: CsvService): Header {
  if (names.length > maxHeader.columns) throw tooManyCells('in a row', maxHeader.columns)
  const known = new Map(columns.map((column) => [toKey(column), column]))
  const places = new Map<string, number>()
  const others = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    const column = known.get(toKey(name))
    if (column === undefined) others.set(name.trim() === '' ? `column ${at + 1}` : name.trim(), at)
    else if (places.has(column)) throw invalidContent(`Use only one column ${column}.`)
    else places.set(column, at)
  }
  return { places, others, width: names.length }
}

/** Rows may end before their last empty cells. A row with more cells than names has a text with a delimiter that is not quoted. */
function toRow(
  cells: readonly string[],
  { places, others, width }: Header,
  row: number,
  ignored: IgnoredNames,
): CsvRow {
  if (cells.slice(width).some((cell) => cell.trim() !== ''))
    throw invalidContent(`Use at most as many cells in each row as in the header row (in row ${row}).`)
  for (const [name, at] of others) {
    if (!cells[at]?.trim()) continue
    ignored.add(name)
    others.delete(name)
  }
  return (column) => cells[places.get(column) ?? -1]?.trim() || undefined
}
