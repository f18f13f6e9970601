import type { ImportFormat, serviceFormats } from '@taskpact/contract'
import type { FileContent, FileOptions, FileReader } from './file-content.js'
import { readIcs } from './ics/read-ics.js'
import { readCsv } from './read-csv.js'
import { readDetected } from './read-detected.js'
import { readJson } from './read-json.js'
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
  const read = format in jsonServices ? jsonReader(jsonServices[format as keyof typeof jsonServices]) : undefined
  return (read ?? readers[format as keyof typeof readers])(text, options)
}
