import { createHash } from 'node:crypto'
import * as z from 'zod'
import { ServiceError } from './service-error.js'

/** Where a page ended: the last id on it, and the mark of the list that it is of. */
const Position = z.tuple([z.string(), z.uuid()])

/** Greater than any UUIDv7: where a list that is newest first begins. */
const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** One list: whose it is, and whatever chooses and orders its items. */
export type ListKey = readonly string[]

/**
 * One page of a list that is newest first. `read` gives up to `count` items whose id is below `before`; one more than asked
 * for tells whether there is a next page. Throws `invalid_cursor` for anything but a cursor of this very list.
 */
export async function readPage<T extends { readonly id: string }>(
  list: ListKey,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  read: (before: string, count: number) => Promise<T[]>,
): Promise<{ items: T[]; nextCursor: string | null }> {
  const found = await read(cursor ? fromCursor(list, cursor) : afterAll, limit + 1)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last ? toCursor(list, last.id) : null }
}

/** Every item of a list that is newest first, a page at a time. */
export async function* readAll<T extends { readonly id: string }>(
  read: (before: string, count: number) => Promise<T[]>,
): AsyncGenerator<T> {
  let before = afterAll
  for (;;) {
    const page = await read(before, 250)
    yield* page
    const last = page.at(-1)
    if (!last) return
    before = last.id
  }
}

export function toCursor(list: ListKey, lastId: string): string {
  const position: z.infer<typeof Position> = [markOf(list), lastId]
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

export function fromCursor(list: ListKey, cursor: string): string {
  const position = Position.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (!position.success || position.data[0] !== markOf(list)) {
    throw new ServiceError('invalid_cursor', 'The cursor is not one of this list: begin again without it.')
  }
  return position.data[1]
}

/** A digest keeps the cursor short whatever the list is. It is no secret: the query names its user all the same. */
function markOf(list: ListKey): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 16)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // any text may come in as a cursor
  }
}
