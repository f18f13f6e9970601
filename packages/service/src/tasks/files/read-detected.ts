import type { FileReader } from './file-content.js'
import { isCalendar, readIcs } from './ics/read-ics.js'
import { readAnyJson } from './read-any-json.js'
import { readCsv } from './read-csv.js'
import { findHeader } from './services/csv-header.js'
import { csvReader } from './services/csv-service.js'
import { csvServices } from './services/csv-services.js'

/** Reads a file of any format by its structure. A file that is neither iCalendar nor JSON is CSV, of the service whose header row it has. */
export const readDetected: FileReader = (content, options) => {
  if (isCalendar(content)) return readIcs(content, options)
  if (/^\s*[[{]/.test(content.slice(0, 1000))) return readAnyJson(content, options)
  const service = Object.values(csvServices).find((one) => findHeader(content, one) !== undefined)
  return (service ? csvReader(service) : readCsv)(content, options)
}
