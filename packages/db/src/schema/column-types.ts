import { customType } from 'drizzle-orm/pg-core'
import { toTimestamp } from '../timestamp.js'

/** A point in time to the millisecond, as RFC 3339 in UTC. Requires a session in UTC with `DateStyle` ISO. */
export const timestamp = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: toTimestamp,
})

/** Text ordered by code point, independent of the database's locale. */
export const codePointText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })
