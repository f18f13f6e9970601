import { CalendarDate, TimestampInput } from '@taskpact/contract'
import { type Due, localDue, localTime } from './due.js'

/**
 * Returns when a task is due. An all-day task is due at midnight in its zone, which TickTick writes in UTC, so its day in UTC can be another
 * one. If the zone is not known, that day cannot be either, unless it is midnight in UTC: the timestamp is kept. Older versions write local
 * times.
 */
export function toDue(text: string, zone: string | undefined, isAllDay: boolean): Due {
  const timestamp = toTimestamp(text)
  if (timestamp !== undefined && TimestampInput.safeParse(timestamp).success)
    return isAllDay ? allDay(timestamp, zone) : { dueAt: timestamp }
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?$/.exec(text) ?? []
  if (date === undefined || !CalendarDate.safeParse(date).success) return { dueDate: text }
  return localDue(date, isAllDay ? undefined : time, zone)
}

function allDay(timestamp: string, zone: string | undefined): Due {
  const local = zone === undefined ? undefined : localTime(timestamp, zone)
  const utc = localTime(timestamp, 'UTC')
  if (utc?.time === midnight && local?.time !== midnight) return { dueDate: utc.date }
  return local ? { dueDate: local.date } : { dueAt: timestamp }
}

const midnight = '00:00:00'

/** Returns a time such as `2026-10-05T16:00:00+0000` in the form of RFC 3339, and other text unchanged. */
export function toTimestamp(text: string | undefined): string | undefined {
  return text?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}
