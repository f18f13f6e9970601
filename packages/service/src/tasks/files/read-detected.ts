import type { FileReader } from './file-content.js'
import { isCalendar, readIcs } from './ics/read-ics.js'
import { readAnyJson } from './read-any-json.js'
import { readCsv } from './read-csv.js'

/** Reads a file of any format by its structure. A file that is neither iCalendar nor JSON is CSV. */
export const readDetected: FileReader = (content, options) => {
  if (isCalendar(content)) return readIcs(content, options)
  return /^\s*[[{]/.test(content.slice(0, 1000)) ? readAnyJson(content, options) : readCsv(content, options)
}
