import { CalendarDate, type DateOrder, TimestampInput } from '@taskpact/contract'
import { toIsoDate } from '../date-order.js'
import { type Due, localDue } from './due.js'
import type { Fact } from './imported-task.js'

/** Longer text is no date. */
const maxLength = 100
const withTime = /^(.+?)(?:T|,? (?:at |@ ?)?)(\d{1,2}(?::\d\d){1,2}(?:\.\d+)? ?(?:[ap]m)?|\d{1,2} ?[ap]m)$/i
const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i
const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})$/i

/**
 * Reads the date of a task of Todoist: the text that a user typed, or ISO 8601. A recurrence, a relative date, a date without a year and
 * one in another language than English become part of the description: the file does not have the day on which they were written.
 */
export function readDate(
  text: string | undefined,
  zone: string | undefined,
  order: DateOrder | undefined,
): { readonly due?: Due; readonly facts: readonly Fact[] } {
  if (text === undefined) return { facts: [] }
  const due = text.length > maxLength ? undefined : toDue(text.replace(/\s+/g, ' '), zone, order)
  if (due) return { due, facts: [] }
  return { facts: [[/^(?:every|ev)\b/i.test(text) ? 'Repeats' : 'Due', text]] }
}

function toDue(text: string, zone: string | undefined, order: DateOrder | undefined): Due | undefined {
  if (TimestampInput.safeParse(text).success) return { dueAt: text }
  const [, day = text, time] = withTime.exec(text) ?? []
  const date = toDate(day, order)
  if (!CalendarDate.safeParse(date).success || date === undefined) return undefined
  if (time === undefined) return { dueDate: date }
  const local = toTime(time)
  return local === undefined ? undefined : localDue(date, local, zone)
}

function toDate(text: string, order: DateOrder | undefined): string | undefined {
  const [, month = '', day = '', year] = monthFirst.exec(text) ?? []
  if (year !== undefined) return toIso(year, month, day)
  const [, first = '', name = '', last] = dayFirst.exec(text) ?? []
  return last === undefined ? toIsoDate(text, order).value : toIso(last, name, first)
}

const months = 'january february march april may june july august september october november december'.split(' ')

function toIso(year: string, month: string, day: string): string | undefined {
  const at = months.findIndex((name) => name.startsWith(month.toLowerCase()))
  return at < 0 ? undefined : `${year}-${String(at + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Returns a time such as `9:30 pm` or `14:00` as `HH:MM:SS`. */
function toTime(text: string): string | undefined {
  const [, hours, minutes = '00', seconds = '00', half] =
    /^(\d{1,2})(?::(\d\d))?(?::(\d\d))?(?:\.\d+)? ?([ap]m)?$/i.exec(text) ?? []
  const hour = half === undefined ? Number(hours) : toHour(Number(hours), half.toLowerCase() === 'pm')
  if (!(hour < 24 && Number(minutes) < 60 && Number(seconds) < 60)) return undefined
  return `${String(hour).padStart(2, '0')}:${minutes}:${seconds}`
}

/** Noon is 12 pm, and midnight 12 am. */
function toHour(hour: number, isAfternoon: boolean): number {
  return hour >= 1 && hour <= 12 ? (hour % 12) + (isAfternoon ? 12 : 0) : Number.NaN
}
