import type { ImportFormat } from '@taskpact/contract'
import type { FileContent, FileOptions, FileReader } from './file-content.js'
import { readCsv } from './read-csv.js'
import { readJson } from './read-json.js'

const readers = { json: readJson, csv: readCsv } as const satisfies Record<ImportFormat, FileReader>

/**
 * Returns the tasks of a file in their order. Ignores a byte order mark. Throws `invalid_json` or `invalid_input`, also while the rows
 * are read, if the text is not a file of the format.
 */
export function readFile(format: ImportFormat, content: string, options: FileOptions = {}): FileContent {
  return readers[format](content.startsWith('\uFEFF') ? content.slice(1) : content, options)
}
