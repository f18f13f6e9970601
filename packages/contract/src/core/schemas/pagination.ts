import * as z from 'zod'
import { queryInteger } from './query-string.js'

export const Cursor = z
  .string()
  .max(4000)
  .regex(/^[\w-]*$/, { error: 'Send `nextCursor` of the previous page unchanged.' })
  .meta({ id: 'Cursor', description: 'Opaque `nextCursor` of the previous page.', examples: ['WyJhIiw3XQ'] })
export type Cursor = z.infer<typeof Cursor>

/** The maximum number of items of a page. */
export function pageLimit({
  max = 100,
  defaultLimit = 50,
}: {
  readonly max?: number
  readonly defaultLimit?: number
} = {}) {
  return queryInteger({ min: 1, max }).default(defaultLimit).describe('Maximum number of items on a page.')
}
