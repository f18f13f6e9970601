import type { DateOrder, Issue } from '@taskpact/contract'

interface DateText {
  readonly value?: string
  readonly issue?: Issue
}

/** Numbers of a date between dots, slashes or hyphens. The year has four digits: its century is never guessed. */
const yearFirst = /^(\d{4})([./-])(\d{1,2})\2(\d{1,2})$/
const yearLast = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/

/**
 * Converts a date that starts or ends with its year to ISO 8601. `01/02/2026` is the first of February in most countries and the second
 * of January in the United States, so it needs an order; `13/02/2026` and `02/02/2026` have one meaning. Returns other text unchanged.
 */
export function toIsoDate(text: string, order: DateOrder | undefined): DateText {
  const [, year, , month, day] = yearFirst.exec(text) ?? []
  if (year && month && day) return { value: toIso(year, month, day) }
  const [, first, , second, last] = yearLast.exec(text) ?? []
  if (!first || !second || !last) return { value: text }
  if (order === 'dmy') return { value: toIso(last, second, first) }
  if (order === 'mdy') return { value: toIso(last, first, second) }
  if (order === 'ymd') return { issue: invalidDate('Enter a date that starts with the year.') }
  if (Number(first) > 12 || first === second) return { value: toIso(last, second, first) }
  if (Number(second) > 12) return { value: toIso(last, first, second) }
  return { issue: invalidDate('Set dateOrder to dmy or mdy: this date has two meanings.') }
}

function invalidDate(message: string): Issue {
  return { code: 'custom', path: ['dueDate'], message, params: { code: 'invalid_format' } }
}

function toIso(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
