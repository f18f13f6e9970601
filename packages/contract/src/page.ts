import * as z from 'zod'
import { queryInteger } from './query.js'

export const Cursor = z
  .string()
  .max(500)
  .regex(/^[\w-]*$/)
  .meta({ id: 'Cursor', description: 'The `nextCursor` of the page before; opaque.' })
export type Cursor = z.infer<typeof Cursor>

/** How many items a page has at most. */
export function pageLimit() {
  return queryInteger({ min: 1, max: 100 }).default(50).describe('How many items a page has at most.')
}
