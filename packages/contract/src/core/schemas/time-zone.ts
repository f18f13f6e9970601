import * as z from 'zod'

/** A zone of the IANA time zone database (https://www.iana.org/time-zones), as far as this machine knows it. */
export const TimeZone = z
  .string()
  .regex(/^[A-Za-z][\w+\-/]{0,63}$/, { error: 'Must be a time zone such as Europe/Berlin', abort: true })
  .refine(isZone, { error: 'Is not a time zone of the IANA database' })
  .meta({
    id: 'TimeZone',
    maxLength: 64,
    description: 'A zone of the IANA time zone database.',
    examples: ['Europe/Berlin'],
    format: 'iana-time-zone',
  })
export type TimeZone = z.infer<typeof TimeZone>

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // this is how Intl says so
  }
}
