import type { Page, Task } from './schemas.js'

/** Position of a page: the sort key, and the id as a tie-breaker. */
export type Position = readonly [createdAt: string, id: string]

/** Returns a page from one task more than its limit, with the cursor of the next page. */
export function toPage(found: readonly Task[], limit: number): Page {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const next = found.length > limit && last ? toCursor([last.createdAt, last.id]) : null
  return { items, nextCursor: next }
}

function toCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

export function fromCursor(cursor: string | undefined): Position | undefined {
  return cursor === undefined ? undefined : (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Position) // from `toCursor`
}

/** Returns the words of a search as patterns for LIKE over upper-case text. */
export function patternsOf(search: string): string[] {
  return search
    .toUpperCase()
    .split(/\s+/)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}
