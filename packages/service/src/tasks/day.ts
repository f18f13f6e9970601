import { DateTime } from 'luxon'

export interface Day {
  /** The calendar date, such as `2026-11-23`. */
  readonly date: string
  /** The timestamps of its start, inclusive, and of its end, exclusive. */
  readonly begins: string
  readonly ends: string
}

/** Returns the day of a timestamp in a time zone. It can have 23 or 25 hours, and start later than at midnight. */
export function dayOf(moment: Date, zone: string): Day {
  const day = DateTime.fromJSDate(moment, { zone }).startOf('day')
  return {
    date: day.toFormat('yyyy-MM-dd'),
    begins: firstOf(day),
    ends: firstOf(day.plus({ days: 1 }).startOf('day')),
  }
}

/** If clocks go back across midnight, a day has it twice. */
function firstOf(midnight: DateTime): string {
  const moments = midnight.getPossibleOffsets().map((possible) => possible.toMillis())
  return new Date(Math.min(...moments)).toISOString()
}
