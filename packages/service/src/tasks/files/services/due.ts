import { DateTime, IANAZone } from 'luxon'

/** When a task is due: on a date, or at a timestamp. */
export interface Due {
  readonly dueDate?: string
  readonly dueAt?: string
  /** Time of the due date that has no known zone. */
  readonly dueTime?: string
}

/**
 * Returns when a task with a local date, and optionally a time, is due. A time in a known zone is a timestamp. Without a zone it is that
 * date, and the time becomes part of the description: no zone of the server or the account may be assumed.
 */
export function localDue(date: string, time: string | undefined, zone: string | undefined): Due {
  if (time === undefined) return { dueDate: date }
  const timestamp = zone === undefined ? undefined : inZone(date, time, zone)
  if (timestamp !== undefined) return { dueAt: timestamp }
  const dueTime = time.replace(/^(\d\d:\d\d):00(?:\.0+)?$/, '$1')
  return { dueDate: date, dueTime: zone === undefined ? dueTime : `${dueTime} (${zone})` }
}

/** Returns the timestamp of a local time in an IANA zone: of a time that occurs twice, the first occurrence. */
export function inZone(date: string, time: string, zone: string): string | undefined {
  if (!IANAZone.isValidZone(zone)) return undefined
  const local = DateTime.fromISO(`${date}T${time}`, { zone })
  if (!local.isValid) return undefined
  const first = Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()))
  return new Date(first).toISOString()
}
