import { toKey } from '../field-names.js'
import { type CsvLayout, delimiters, namesIn, separatorLine } from '../header-delimiter.js'
import type { CsvService } from './csv-service.js'

/** Characters in which the header row must be. */
const maxLength = 10_000
const blankLine = /^[\s,;"]*$/

/**
 * Finds the header row of a service, before which only lines may be that the service writes there. Its names match whatever their case,
 * spaces, underscores and hyphens, and its delimiter can be that of a spreadsheet. Returns undefined if the file has none.
 */
export function findHeader(content: string, { required, isPreamble }: CsvService): CsvLayout | undefined {
  const keys = required.map(toKey)
  for (const { 0: line, index: start } of content.slice(0, maxLength).matchAll(/[^\r\n]+/g)) {
    const delimiter = delimiters.find((one) => {
      const names = new Set(namesIn(line, one).map(toKey))
      return keys.every((key) => names.has(key))
    })
    if (delimiter !== undefined) return { delimiter, start }
    if (!blankLine.test(line) && !separatorLine.test(line) && !isPreamble?.(line)) return undefined
  }
  return undefined
}
