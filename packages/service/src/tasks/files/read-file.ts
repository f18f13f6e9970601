import type { ImportFormat } from '@taskpact/contract'
import { detectFormat } from './detect-format.js'
import type { FileContent, FileOptions, FileReader } from './file-content.js'
import { readIcs } from './ics/read-ics.js'
import { readCsv } from './read-csv.js'
import { readJson } from './read-json.js'

const readers = { json: readJson, csv: readCsv, ics: readIcs } as const satisfies Record<
  Exclude<ImportFormat, 'auto'>,
  FileReader
>

/**
 * Returns the tasks of a file in their order. Ignores a byte order mark. Throws `invalid_json` or `invalid_input`, also while the rows
 * are read, if the text is not a file of the format.
 */
export function readFile(format: ImportFormat, content: string, options: FileOptions = {}): FileContent {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content
  return readers[format === 'auto' ? detectFormat(text) : format](text, options)
}
