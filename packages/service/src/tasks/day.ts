import { DateTime } from 'luxon'

export interface Day {
  /** The calendar date, such as `2026-11-23`. */
  readonly date: string
  /** Timestamp of its start, inclusive. */
  readonly start: string
  /** Timestamp of its end, exclusive. */
  readonly end: string
}

/** Returns the day of a timestamp in a time zone. A day can have 23 or 25 hours, and can start later than at midnight. */
export function dayOf(timestamp: Date, zone: string): Day {
  const date = DateTime.fromJSDate(timestamp, { zone }).toFormat('yyyy-MM-dd')
  return { date, start: toTimestamp(startOf(date, zone)), end: toTimestamp(startOf(addDays(date, 1), zone)) }
}

/** Where a range of due times begins or ends. */
export interface Bound {
  /** The first due timestamp that is not before the bound. */
  readonly timestamp: string
  /** The first due date that does not start before the bound. */
  readonly date: string
}

/** Returns the start of a calendar date in a time zone. */
export function boundOfDate(date: string, zone: string): Bound {
  return { timestamp: toTimestamp(startOf(date, zone)), date: toDate(date) }
}

/** Returns a timestamp as a bound: due dates are compared by the start of their day in a time zone. */
export function boundOfTimestamp(timestamp: string, zone: string): Bound {
  const milliseconds = Date.parse(timestamp)
  let date = DateTime.fromMillis(milliseconds, { zone }).toFormat('yyyy-MM-dd')
  while (startOf(date, zone) < milliseconds) date = addDays(date, 1)
  // A zone that moved across the date line has skipped a date, which starts with the next one.
  while (startOf(addDays(date, -1), zone) >= milliseconds) date = addDays(date, -1)
  return { timestamp, date: toDate(date) }
}

/** Returns the calendar date some days later. */
export function addDays(date: string, days: number): string {
  return calendarDate(date, 'utc').plus({ days }).toFormat('yyyy-MM-dd')
}

/** Returns the milliseconds since 1970 at which a date starts: if clocks go back across midnight, the earlier of two midnights. */
export function startOf(date: string, zone: string): number {
  const start = calendarDate(date, zone).startOf('day')
  return Math.min(...start.getPossibleOffsets().map((possible) => possible.toMillis()))
}

/** The day after the last valid date has a year of five digits, which `fromISO` does not read. */
function calendarDate(date: string, zone: string): DateTime {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return DateTime.fromObject({ year, month, day }, { zone })
}

/** A timestamp for PostgreSQL. Stored ones are in the years 1 to 9999. */
export function toTimestamp(milliseconds: number): string {
  const timestamp = new Date(milliseconds)
  if (timestamp.getUTCFullYear() > 9999) return 'infinity'
  return timestamp.getUTCFullYear() < 1 ? '-infinity' : timestamp.toISOString()
}

/** A date for PostgreSQL. Stored ones are in the years 1 to 9999. */
function toDate(date: string): string {
  if (date.length > '9999-12-31'.length) return 'infinity'
  return date < '0001-01-01' ? '-infinity' : date
}
