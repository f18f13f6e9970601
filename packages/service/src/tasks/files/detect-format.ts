import type { ImportFormat } from '@taskpact/contract'
import { isCalendar } from './ics/read-ics.js'

/** Returns the format of a file by its structure. A file that is neither iCalendar nor JSON is CSV. */
export function detectFormat(content: string): Exclude<ImportFormat, 'auto'> {
  if (isCalendar(content)) return 'ics'
  return /^\s*[[{]/.test(content.slice(0, 1000)) ? 'json' : 'csv'
}
