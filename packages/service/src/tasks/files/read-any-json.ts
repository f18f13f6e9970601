import type { FileOptions, FileReader, FileRow } from './file-content.js'
import { type IgnoredNames, ignoredNames } from './ignored-names.js'
import { parseJson } from './parse-json.js'
import { readJson } from './read-json.js'
import { rowsIn } from './services/json-service.js'
import { jsonServices } from './services/json-services.js'

/** Reads JSON of the service whose structure it has, or else an array of tasks. */
export const readAnyJson: FileReader = (content, options) => {
  const ignored = ignoredNames()
  return { rows: rowsOf(content, options, ignored), ignored: ignored.names }
}

async function* rowsOf(content: string, options: FileOptions, ignored: IgnoredNames): AsyncGenerator<FileRow> {
  const file = await parseJson(content)
  const service = Object.values(jsonServices).find(({ matches }) => matches(file))
  if (service) return yield* rowsIn(service, file, ignored)
  const own = readJson(content, options)
  yield* own.rows
  for (const name of own.ignored) ignored.add(name)
}
