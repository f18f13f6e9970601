import * as z from 'zod'

/** A moment as RFC 3339 in UTC, to the millisecond. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({
  id: 'Instant',
  description: 'A moment in UTC (RFC 3339), to the millisecond.',
  examples: ['2026-11-23T09:30:00.000Z'],
})
export type Instant = z.infer<typeof Instant>
