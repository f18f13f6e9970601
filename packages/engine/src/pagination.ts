import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import { canonicalJson } from './canonical-json.js'
import { ServiceError } from './service-error.js'
import type { History } from './stores.js'

/** Identifies a list: its owner, its filters and its order. */
export type ListKey = readonly unknown[]

/** A list: the schema of a position in it, and the position of an item. */
export interface List<T, P> {
  readonly key: ListKey
  readonly position: z.ZodType<P>
  readonly positionOf: (item: T) => P
}

interface PageInput {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly history: History
}

export interface Page<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

/**
 * Returns one page of a list. `read` returns up to `count` items after a position; one more than the limit shows that there is a
 * next page. Throws `invalid_cursor` for a cursor of another list, and `cursor_expired` for one of another epoch.
 */
export async function readPage<T, P>(
  list: List<T, P>,
  { limit, cursor, history }: PageInput,
  read: (after: P | undefined, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : fromCursor(list.key, cursor, list.position, history)
  const found = await read(after, limit + 1)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { items, nextCursor: hasMore ? toCursor(list.key, list.positionOf(last), history) : null }
}

/** Yields every item of a list, reading a page at a time. */
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

/** A list with the newest item first. Ids are UUIDv7, so they sort by creation. */
export function newestFirst(key: ListKey): List<{ readonly id: string }, string> {
  return { key, position: z.uuid(), positionOf: ({ id }) => id }
}

/** Greater than any UUIDv7: the start of a list with the newest item first. */
export const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export function toCursor(list: ListKey, position: unknown, { epoch }: History = {}): string {
  return Buffer.from(JSON.stringify([digestOf(list, epoch), position, epoch])).toString('base64url')
}

/**
 * Throws `invalid_cursor` unless the cursor was created for this list and contains such a position, and `cursor_expired` if it was
 * created in another epoch.
 */
export function fromCursor<P>(list: ListKey, cursor: string, position: z.ZodType<P>, { epoch }: History = {}): P {
  const parts = z.tuple([z.string(), position, z.string().nullish()])
  const read = parts.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  const created = read.data?.[2] ?? undefined
  if (!read.success || read.data[0] !== digestOf(list, created)) {
    throw new ServiceError('invalid_cursor', 'The cursor belongs to another list: start again without it.')
  }
  if (created !== epoch) throw cursorOfAnotherEpoch()
  return read.data[1] as P // zod loses the type of a generic schema in a tuple
}

/** The failure of a cursor that was created in another epoch. */
export function cursorOfAnotherEpoch(): ServiceError<string> {
  return new ServiceError(
    'cursor_expired',
    'The database was restored or replaced after this cursor was created. Start again without a cursor.',
  )
}

/** A digest keeps the cursor short. It is not a secret: every query filters by user anyway. */
function digestOf(list: ListKey, epoch: string | undefined): string {
  const content = epoch === undefined ? list : { epoch, list }
  const text = JSON.stringify(content)
  const known = digests.get(text)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(canonicalJson(content)).digest('base64url').slice(0, 16)
  if (text.length < maxCachedLength) digests.set(text, digest)
  return digest
}

/** Most lists are read again soon. */
const digests = new LRUCache<string, string>({ max: 10_000 })
const maxCachedLength = 512

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // any text can come in as a cursor
  }
}
