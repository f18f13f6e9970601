import type { FileReader } from './file-content.js'
import { readCsv } from './read-csv.js'
import { csvServiceReader } from './services/csv-service.js'
import { csvServices } from './services/csv-services.js'

/** Reads CSV of the service whose header row it has, or else with a header row of field names. */
export const readAnyCsv: FileReader = (content, options) => {
  const service = Object.values(csvServices).find(({ tableIn }) => tableIn(content) !== undefined)
  return (service ? csvServiceReader(service) : readCsv)(content, options)
}
