import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import { canonical } from './canonical.js'
import { ServiceError } from './service-error.js'

/** Whose list it is, and whatever chooses and orders its items. */
export type ListKey = readonly unknown[]

/** One list: what a position in it is, and where an item stands. */
export interface List<T, P> {
  readonly key: ListKey
  readonly position: z.ZodType<P>
  readonly positionOf: (item: T) => P
}

interface PageInput {
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface Page<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

/**
 * One page of a list. `read` gives up to `count` items that come after a position; one more than asked for tells whether
 * there is a next page. Throws `invalid_cursor` for anything but a cursor of this very list.
 */
export async function readPage<T, P>(
  list: List<T, P>,
  { limit, cursor }: PageInput,
  read: (after: P | undefined, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : fromCursor(list.key, cursor, list.position)
  const found = await read(after, limit + 1)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, nextCursor: hasMore ? toCursor(list.key, list.positionOf(last)) : null }
}

/** Every item of a list, a page at a time. */
export async function* readAll<T, P>(
  { positionOf }: Pick<List<T, P>, 'positionOf'>,
  read: (after: P | undefined, count: number) => Promise<T[]>,
): AsyncGenerator<T> {
  let after: P | undefined
  for (;;) {
    const page = await read(after, 250)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = positionOf(last)
  }
}

/** A list that is newest first: ids are UUIDv7, so their order is that of creation. */
export function newestFirst(key: ListKey): List<{ readonly id: string }, string> {
  return { key, position: z.uuid(), positionOf: ({ id }) => id }
}

/** Greater than any UUIDv7: where a list that is newest first begins. */
export const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export function toCursor(list: ListKey, position: unknown): string {
  return Buffer.from(JSON.stringify([markOf(list), position])).toString('base64url')
}

/** Throws `invalid_cursor` unless the cursor was made for this list and holds such a position. */
export function fromCursor<P>(list: ListKey, cursor: string, position: z.ZodType<P>): P {
  const read = z.tuple([z.string(), position]).safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (!read.success || read.data[0] !== markOf(list)) {
    throw new ServiceError('invalid_cursor', 'The cursor is not one of this list: begin again without it.')
  }
  return read.data[1] as P // zod's tuple of a generic schema loses its type
}

/** A digest keeps the cursor short whatever the list is. It is no secret: the query names its user all the same. */
function markOf(list: ListKey): string {
  const asked = JSON.stringify(list)
  const known = marks.get(asked)
  if (known !== undefined) return known
  const mark = createHash('sha256').update(canonical(list)).digest('base64url').slice(0, 16)
  if (asked.length < longestKept) marks.set(asked, mark)
  return mark
}

/** Of the lists that were asked for lately: most are asked for again. */
const marks = new LRUCache<string, string>({ max: 10_000 })
const longestKept = 512

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // any text may come in as a cursor
  }
}
