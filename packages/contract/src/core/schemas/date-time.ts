import * as z from 'zod'

/** An RFC 3339 timestamp in UTC with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 }).meta({
  id: 'Timestamp',
  maxLength: 24,
  description: 'Timestamp in UTC with milliseconds (RFC 3339).',
  examples: ['2026-11-23T09:30:00.000Z'],
})
export type Timestamp = z.infer<typeof Timestamp>

/** A valid date in the years 1 to 9999. PostgreSQL has no year 0. */
const day = `(?!0000)${z.regexes.date.source.slice(1, -1)}`
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,3})?'

/** A timestamp as callers may write it. It is converted to a Timestamp. */
export const TimestampInput = z
  .string()
  .regex(new RegExp(`^${day}T${time}(?:Z|[+\\-]00:00)$`, 'u'), {
    error: 'Enter a timestamp in UTC with at most three decimals of a second, such as 2026-11-23T09:30:00Z',
    abort: true,
  })
  .overwrite((text) => new Date(text).toISOString())
  .meta({
    id: 'TimestampInput',
    maxLength: 29,
    description: 'Timestamp in UTC (RFC 3339) with at most three decimals of a second.',
    examples: ['2026-11-23T09:30:00Z'],
  })
export type TimestampInput = z.infer<typeof TimestampInput>

export const CalendarDate = z
  .string()
  .regex(new RegExp(`^${day}$`, 'u'), { error: 'Enter a date such as 2026-11-23', abort: true })
  .meta({
    id: 'CalendarDate',
    maxLength: 10,
    description: 'Calendar date without a time zone.',
    examples: ['2026-11-23'],
  })
export type CalendarDate = z.infer<typeof CalendarDate>
