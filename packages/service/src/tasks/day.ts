import { DateTime } from 'luxon'

export interface Day {
  /** As a calendar has it, such as `2026-11-23`. */
  readonly date: string
  /** The moments between which it is: it begins at the first, and has ended at the last. */
  readonly begins: string
  readonly ends: string
}

/** The day that a moment is on in a time zone. It may have 23 or 25 hours, and begin later than at midnight. */
export function dayOf(moment: Date, zone: string): Day {
  const day = DateTime.fromJSDate(moment, { zone }).startOf('day')
  return {
    date: day.toFormat('yyyy-MM-dd'),
    begins: firstOf(day),
    ends: firstOf(day.plus({ days: 1 }).startOf('day')),
  }
}

/** Where clocks go back to before midnight, a day has it twice. */
function firstOf(midnight: DateTime): string {
  const moments = midnight.getPossibleOffsets().map((possible) => possible.toMillis())
  return new Date(Math.min(...moments)).toISOString()
}
