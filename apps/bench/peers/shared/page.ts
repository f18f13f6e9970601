import type { Page, Task } from './schemas.js'

/** Where a page ends: the time that the order goes by, and the id that tells apart what has the same. */
export type Position = readonly [createdAt: string, id: string]

/** Of one task more than was asked for, a page and where the next one begins. */
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
  return cursor === undefined ? undefined : (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Position) // made above
}

/** The words of a search, as patterns for LIKE over upper-case text. */
export function patternsOf(search: string): string[] {
  return search
    .toUpperCase()
    .split(/\s+/)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}
