import type { FileReader, FileRow } from '../file-content.js'
import { type IgnoredNames, ignoredNames } from '../ignored-names.js'
import { invalidContent } from '../invalid-content.js'
import { parseJson } from '../parse-json.js'
import { timeSlice } from '../time-slice.js'
import { type ForeignTask, toImportedTask } from './imported-task.js'

/** A service whose files are JSON. */
export interface JsonService {
  /** Returns whether a file has the structure that only the service writes. */
  matches(file: unknown): boolean
  /** Yields the tasks of a file that matches. */
  tasks(file: unknown, ignored: IgnoredNames): Iterable<ForeignTask>
}

/** Creates the reader of a service. It fails with `invalid_input` if the file does not have the structure. */
export function jsonReader(service: JsonService): FileReader {
  return (content) => {
    const ignored = ignoredNames()
    return { rows: rowsOf(service, content, ignored), ignored: ignored.names }
  }
}

async function* rowsOf(service: JsonService, content: string, ignored: IgnoredNames): AsyncGenerator<FileRow> {
  const file = await parseJson(content)
  if (!service.matches(file)) throw invalidContent('Use a file as the service exports it, or another format.')
  yield* rowsIn(service, file, ignored)
}

/** Yields the tasks of a file that matches. Lets other requests run in between. */
export async function* rowsIn({ tasks }: JsonService, file: unknown, ignored: IgnoredNames): AsyncGenerator<FileRow> {
  const pause = timeSlice()
  let row = 0
  for (const task of tasks(file, ignored)) {
    yield { row: ++row, value: toImportedTask(task, ignored) }
    await pause()
  }
}
