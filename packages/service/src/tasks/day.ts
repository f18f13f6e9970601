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
  const day = DateTime.fromJSDate(timestamp, { zone }).startOf('day')
  return {
    date: day.toFormat('yyyy-MM-dd'),
    start: earliestOf(day),
    end: earliestOf(day.plus({ days: 1 }).startOf('day')),
  }
}

/** Returns the earlier of two timestamps: if clocks go back across midnight, a day has two. */
function earliestOf(midnight: DateTime): string {
  const candidates = midnight.getPossibleOffsets().map((possible) => possible.toMillis())
  return new Date(Math.min(...candidates)).toISOString()
}
