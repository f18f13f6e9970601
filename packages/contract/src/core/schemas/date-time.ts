import * as z from 'zod'
import type { Reason } from '../field-error.js'

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
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?'
const offset = '(?:[Zz]|[+\\-](?:[01]\\d|2[0-3]):[0-5]\\d)'
const localTimestamp = new RegExp(`^${day}[Tt]${time}$`, 'u')
const unencodedOffset = new RegExp(`^${day}[Tt]${time} \\d\\d:\\d\\d$`, 'u')
const withSpace = new RegExp(`^${day} ${time}(?:${offset})?$`, 'u')

/**
 * Any timestamp of RFC 3339. It is converted to a Timestamp; digits after the milliseconds are cut off. A leap second (section 5.7)
 * becomes the second after it.
 */
export const TimestampInput = z
  .string()
  .max(64, { error: 'Enter a timestamp of at most 64 characters.', abort: true })
  .regex(new RegExp(`^${day}[Tt]${time}${offset}$`, 'u'), {
    error: ({ input }) => timestampFormatError(input),
    abort: true,
  })
  .refine(isInRange, {
    error: 'Enter a timestamp that is in the years 1 to 9999 in UTC; second 60 is the last one of a month in UTC.',
    params: { code: 'invalid_format' } satisfies Reason,
    abort: true,
  })
  .overwrite((text) => (toDate(text) as Date).toISOString())
  .meta({
    id: 'TimestampInput',
    maxLength: 64,
    description:
      'Timestamp with a time zone offset or `Z` (RFC 3339). It is stored in UTC; digits after the milliseconds are cut off.',
    examples: ['2026-11-23T09:30:00Z', '2026-11-23T10:30:00+01:00'],
  })
export type TimestampInput = z.infer<typeof TimestampInput>

function timestampFormatError(text: unknown): string {
  if (typeof text !== 'string') return 'Enter a timestamp such as 2026-11-23T09:30:00Z.'
  if (localTimestamp.test(text)) return 'Add the time zone offset, such as Z or +02:00.'
  if (unencodedOffset.test(text)) return 'Write the + of the time zone offset as %2B in a URL.'
  if (withSpace.test(text)) return 'Write a T between the date and the time.'
  return 'Enter a timestamp such as 2026-11-23T09:30:00Z or 2026-11-23T11:30:00+02:00.'
}

/** Returns undefined if second 60 is no leap second, which only the last second of a month in UTC can be. */
function toDate(text: string): Date | undefined {
  const [, date, hourAndMinute, second = '', fraction = '', offset = ''] =
    /^(.{10}).(\d\d:\d\d):(\d\d)(?:\.(\d+))?(.+)$/.exec(text.toUpperCase()) ?? []
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  if (second !== '60') return new Date(`${date}T${hourAndMinute}:${second}.${milliseconds}${offset}`)
  const next = new Date(new Date(`${date}T${hourAndMinute}:59.000${offset}`).getTime() + 1000)
  return next.getUTCDate() === 1 && next.getUTCHours() + next.getUTCMinutes() === 0 ? next : undefined
}

function isInRange(text: string): boolean {
  const year = toDate(text)?.getUTCFullYear() ?? 0
  return year >= 1 && year <= 9999
}

export const CalendarDate = z
  .string()
  .regex(new RegExp(`^${day}$`, 'u'), { error: 'Enter a date such as 2026-11-23.', abort: true })
  .meta({
    id: 'CalendarDate',
    maxLength: 10,
    description: 'Calendar date without a time zone.',
    examples: ['2026-11-23'],
  })
export type CalendarDate = z.infer<typeof CalendarDate>
