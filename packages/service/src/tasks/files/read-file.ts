import type { ImportFormat, serviceFormats } from '@taskpact/contract'
import { boundedRows } from './bounded-rows.js'
import type { FileContent, FileOptions, FileReader } from './file-content.js'
import { readIcs } from './ics/read-ics.js'
import { readCsv } from './read-csv.js'
import { readDetected } from './read-detected.js'
import { readJson } from './read-json.js'
import { csvReader } from './services/csv-service.js'
import { csvServices } from './services/csv-services.js'
import { jsonReader } from './services/json-service.js'
import { jsonServices } from './services/json-services.js'

const readers: Readonly<Record<Exclude<ImportFormat, keyof typeof serviceFormats>, FileReader>> = {
  json: readJson,
  csv: readCsv,
  ics: readIcs,
  auto: readDetected,
}

/**
 * Returns the tasks of a file in their order. Ignores a byte order mark. Throws `invalid_json` or `invalid_input`, also while the rows
 * are read, if the text is not a file of the format.
 */
export function readFile(format: ImportFormat, content: string, options: FileOptions = {}): FileContent {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content
  return boundedRows(readerOf(format)(text, options), text.length)
}

function readerOf(format: ImportFormat): FileReader {
  if (isIn(jsonServices, format)) return jsonReader(jsonServices[format])
  return isIn(csvServices, format) ? csvReader(csvServices[format]) : readers[format]
}

function isIn<T extends object>(table: T, format: ImportFormat): format is ImportFormat & keyof T {
  return Object.hasOwn(table, format)
}
