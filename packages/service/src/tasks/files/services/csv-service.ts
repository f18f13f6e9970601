import type { FileReader, FileRow } from '../file-content.js'
import { type IgnoredNames, ignoredNames } from '../ignored-names.js'
import { invalidContent } from '../invalid-content.js'
import { filledRecords } from '../read-csv.js'
import { timeSlice } from '../time-slice.js'
import { type ForeignTask, toImportedTask } from './imported-task.js'

/** A service whose files are CSV. */
export interface CsvService {
  /** Returns the text from the header row on, or undefined if the file does not have the structure that only the service writes. */
  tableIn(content: string): string | undefined
  /** Yields the tasks of the rows after the header row. */
  tasks(rows: AsyncIterable<CsvRow>, ignored: IgnoredNames): AsyncIterable<ForeignTask>
  /** The columns that `tasks` uses, or that have nothing to lose, in lower case. */
  readonly columns: ReadonlySet<string>
}

export interface CsvRow {
  /** Returns the text of a column, named in lower case, or undefined if it is blank or absent. */
  text(column: string): string | undefined
}

/** Creates the reader of a service. It fails with `invalid_input` if the file does not have the structure. */
export function csvServiceReader({ tableIn, tasks, columns }: CsvService): FileReader {
  return (content) => {
    const ignored = ignoredNames()
    return { rows: rowsOf(), ignored: ignored.names }

    async function* rowsOf(): AsyncGenerator<FileRow> {
      const table = tableIn(content)
      if (table === undefined) throw invalidContent('Use a file as the service exports it, or another format.')
      const pause = timeSlice()
      let row = 0
      for await (const task of tasks(csvRows(table, columns, ignored), ignored)) {
        yield { row: ++row, value: toImportedTask(task, ignored) }
        await pause()
      }
    }
  }
}

/** Yields the rows after the header row. Reports the columns that are not used and have a cell with text. */
async function* csvRows(table: string, used: ReadonlySet<string>, ignored: IgnoredNames): AsyncGenerator<CsvRow> {
  let columns: ReadonlyMap<string, number> | undefined
  let others: readonly (readonly [name: string, at: number])[] = []
  for await (const cells of filledRecords(table)) {
    const textAt = (at: number | undefined) => (at === undefined || !cells[at]?.trim() ? undefined : cells[at])
    if (columns === undefined) {
      const names = cells.map((name, at) => [name.trim(), at] as const)
      columns = new Map(names.map(([name, at]) => [name.toLowerCase(), at]))
      others = names.filter(([name]) => name !== '' && !used.has(name.toLowerCase()))
      continue
    }
    const places = columns
    for (const [name, at] of others) if (textAt(at) !== undefined) ignored.add(name)
    yield { text: (column) => textAt(places.get(column)) }
  }
}
