import { LRUCache } from 'lru-cache'
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
export function inZone(date: string, time: string, name: string): string | undefined {
  const zone = zoneOf(name)
  if (zone === undefined) return undefined
  const local = DateTime.fromISO(`${date}T${time}`, { zone })
  if (!local.isValid) return undefined
  const first = Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()))
  return new Date(first).toISOString()
}

/** Returns the local date and time of a timestamp in an IANA zone. */
export function localTime(
  timestamp: string,
  name: string,
): { readonly date: string; readonly time: string } | undefined {
  const zone = zoneOf(name)
  const local = zone === undefined ? undefined : DateTime.fromISO(timestamp, { zone })
  return local?.isValid ? { date: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm:ss') } : undefined
}

/** Names of zones are shorter. */
const maxName = 64
const zones = new LRUCache<string, { readonly zone: string | undefined }>({ max: 1000 })

/**
 * Returns the IANA zone of a name, which matches without regard to case, or undefined if there is none. The library keeps each name that it
 * gets in memory for ever, with some 80 KB, so it gets one name of each zone.
 */
function zoneOf(name: string): string | undefined {
  if (name.length > maxName) return undefined
  const key = name.toLowerCase()
  const known = zones.get(key)
  if (known) return known.zone
  const zone = IANAZone.isValidZone(key)
    ? new Intl.DateTimeFormat('en', { timeZone: key }).resolvedOptions().timeZone
    : undefined
  zones.set(key, { zone })
  return zone
}
