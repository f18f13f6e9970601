import * as z from 'zod'
import { queryInteger } from './query-string.js'

export const Cursor = z
  .string()
  .max(4000)
  .regex(/^[\w-]*$/)
  .meta({ id: 'Cursor', description: 'The `nextCursor` of the page before; opaque.', examples: ['WyJhIiw3XQ'] })
export type Cursor = z.infer<typeof Cursor>

/** How many items a page has at most. */
export function pageLimit({ max = 100, usual = 50 }: { readonly max?: number; readonly usual?: number } = {}) {
  return queryInteger({ min: 1, max }).default(usual).describe('How many items a page has at most.')
}
