/** Returns the calendar date of a timestamp in a time zone, such as `2026-11-23`. */
export function dateOf(time: number, timeZone: string): string {
  return toDate(time + offsetAt(time, timeZone))
}

/**
 * Returns the milliseconds since 1970 at which a date starts in a time zone: later than at midnight if clocks skip that, at the earlier
 * of two midnights if they go back across it.
 */
export function startOf(date: string, timeZone: string): number {
  const midnight = Date.parse(date)
  const offsets = [-day, day].map((distance) => offsetAt(midnight + distance, timeZone))
  const greater = Math.max(...offsets)
  const first = midnight - greater
  return offsetAt(first, timeZone) === greater ? first : midnight - Math.min(...offsets)
}

/** Returns the date some days later. */
export function addDays(date: string, days: number): string {
  return toDate(Date.parse(date) + days * day)
}

const day = 86_400_000

function toDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** By time zone: they take long to create. */
const formats: Record<string, Intl.DateTimeFormat> = {}

/** Returns the offset from UTC in milliseconds, which the format ends with: `GMT+05:45`, or `GMT` for 0. */
function offsetAt(time: number, timeZone: string): number {
  formats[timeZone] ??= new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const [, sign, clock] = /([+-])(.*)/.exec(formats[timeZone].format(time)) ?? []
  return sign ? Number(`${sign}1`) * Date.parse(`1970-01-01T${clock}Z`) : 0
}
