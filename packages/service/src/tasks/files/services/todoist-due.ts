import { type Due, localDue } from './due.js'
import type { Fact } from './imported-task.js'

interface TodoistDue {
  readonly due: Due | undefined
  readonly facts: readonly Fact[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const month = `(${months.join('|')})[a-z]*\\.?`
const time = '(?:,?\\s+(?:at\\s+|@\\s*)?(\\d{1,2})(?::(\\d\\d))?\\s*([ap]m)?)?'

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i
const dayFirst = new RegExp(`^(\\d{1,2})\\s+${month},?\\s+(\\d{4})${time}$`, 'i')
const monthFirst = new RegExp(`^${month}\\s+(\\d{1,2}),?\\s+(\\d{4})${time}$`, 'i')

const recurring = /^(?:every|ev|daily|weekly|monthly|yearly|after)\b/i

/**
 * Reads a date as Todoist writes it, in ISO 8601 or English: `2026-10-05`, `Oct 5 2026`, `5 Oct 2026 16:00`. The year of any other date, such as
 * `Oct 5` or `tomorrow`, depends on when the file was written, so it stays text, as a recurrence does.
 */
export function todoistDue(text: string | undefined, zone: string | undefined): TodoistDue {
  if (text === undefined) return { due: undefined, facts: [] }
  if (recurring.test(text)) return { due: undefined, facts: [['Repeats', text]] }
  return { due: isoDue(text, zone) ?? englishDue(text, zone) ?? { dueDate: text }, facts: [] }
}

function isoDue(text: string, zone: string | undefined): Due | undefined {
  const [, date, hours, offset] = iso.exec(text) ?? []
  if (date === undefined) return undefined
  if (hours === undefined || offset === undefined) return localDue(date, hours && `${hours}:00`, zone)
  return { dueAt: text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2') }
}

function englishDue(text: string, zone: string | undefined): Due | undefined {
  const [, first, second, year, ...clock] = dayFirst.exec(text) ?? monthFirst.exec(text) ?? []
  if (first === undefined || second === undefined || year === undefined) return undefined
  const [day, name] = /^\d/.test(first) ? [first, second] : [second, first]
  const number = months.indexOf(name.toLowerCase()) + 1
  const local = timeOf(clock)
  if (local === 'invalid') return undefined
  return localDue(`${year}-${pad(number)}-${pad(day)}`, local, zone)
}

function timeOf([hours, minutes = '00', half]: readonly (string | undefined)[]): string | 'invalid' | undefined {
  if (hours === undefined) return undefined
  if (half === undefined && Number(hours) > 23) return 'invalid'
  if (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return 'invalid'
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return Number(minutes) > 59 ? 'invalid' : `${pad(hour)}:${minutes}:00`
}

function pad(number: number | string): string {
  return String(number).padStart(2, '0')
}
