import * as z from 'zod'

/** A moment as RFC 3339 in UTC, to the millisecond. */
export const Timestamp = z.iso.datetime({ precision: 3 }).meta({
  id: 'Timestamp',
  maxLength: 24,
  description: 'A moment in UTC (RFC 3339), to the millisecond.',
  examples: ['2026-11-23T09:30:00.000Z'],
})
export type Timestamp = z.infer<typeof Timestamp>

/** Days that there are, in the years 1 to 9999: a database knows no year 0. */
const day = `(?!0000)${z.regexes.date.source.slice(1, -1)}`
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,3})?'

/** A moment as callers may write it; it is kept as an Timestamp. */
export const TimestampInput = z
  .string()
  .regex(new RegExp(`^${day}T${time}(?:Z|[+\\-]00:00)$`, 'u'), {
    error: 'Must be a moment in UTC, such as 2026-11-23T09:30:00Z, with at most three digits of a second',
    abort: true,
  })
  .overwrite((text) => new Date(text).toISOString())
  .meta({
    id: 'TimestampInput',
    maxLength: 29,
    description: 'A moment in UTC (RFC 3339), with up to three digits after the second.',
    examples: ['2026-11-23T09:30:00Z'],
  })
export type TimestampInput = z.infer<typeof TimestampInput>

export const CalendarDate = z
  .string()
  .regex(new RegExp(`^${day}$`, 'u'), { error: 'Must be a day of the calendar, such as 2026-11-23', abort: true })
  .meta({
    id: 'CalendarDate',
    maxLength: 10,
    description: 'A day of the calendar, in no time zone.',
    examples: ['2026-11-23'],
  })
export type CalendarDate = z.infer<typeof CalendarDate>
