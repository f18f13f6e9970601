import * as z from 'zod'
import type { Reason } from '../field-error.js'

/** A zone of the IANA time zone database (https://www.iana.org/time-zones) in the version of the runtime. */
export const TimeZone = z
  .string()
  .regex(/^[A-Za-z][\w+\-/]{0,63}$/, { error: 'Enter an IANA time zone such as Europe/Berlin.', abort: true })
  .refine(isZone, {
    error: 'Enter an IANA time zone such as Europe/Berlin.',
    params: { code: 'invalid_format' } satisfies Reason,
  })
  .meta({
    id: 'TimeZone',
    maxLength: 64,
    description: 'IANA time zone.',
    examples: ['Europe/Berlin'],
    format: 'iana-time-zone',
  })
export type TimeZone = z.infer<typeof TimeZone>

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // Intl throws for an unknown time zone
  }
}
