import { CalendarDate, type Contract, foldCase, type Input, taskLimits } from '@taskpact/contract'
import type { Database, LetterPair } from '@taskpact/db'
import { type List, readAll, readPage } from '@taskpact/engine'
import { makePgArray } from 'drizzle-orm/pg-core'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import type { Service, UserContext } from '../context.js'
import { rankOf } from './columns.js'
import { dayOf } from './day.js'
import { type DuePosition, dueListQuery, dueValues, sortByDue } from './due-list-query.js'
import { dueRange } from './due-range.js'
import { pairOf, tagPatterns, type WordPatterns, wordPatterns } from './keys.js'
import {
  type Filter,
  type ListShape,
  listQuery,
  maxIndexedPatterns,
  type Position,
  sorts,
  timestampKey,
} from './list-query.js'

type Query = Input<Contract['tasks']['list']>
type Row = Awaited<ReturnType<ReturnType<typeof listQuery>>>[number]
type Task = NonNullable<Row['page']>

/** Returns a page of tasks that match a query, and the revision of the list. */
export const list: Service<Contract>['tasks']['list'] = (query, ctx) => {
  const { sort, timeZone = 'UTC' } = query
  return sort === 'due' && timeZone !== 'UTC' ? listByDue(query, timeZone, ctx) : listByKey(query, ctx)
}

/** Identifies a list. The order of tags and priorities does not matter. */
function keyOf({ limit: _limit, cursor: _cursor, sort, order = defaultOrder[sort], ...filters }: Query) {
  const { tags, priority } = filters
  const unordered = { tags: tags?.map(foldCase).sort(), priority: priority?.toSorted() }
  const orderName = sort === 'title' ? titleOrderName : sort
  return [{ ...filters, search: filters.search || undefined, ...unordered }, orderName, order]
}

/** Distinguishes the order from that of earlier releases, whose cursors would skip tasks. */
const titleOrderName = 'title und-u-kn'

async function listByDue(query: Query, zone: string, { db, now, history }: UserContext) {
  const { limit, cursor, order = defaultOrder.due } = query
  const shape = { order, ...shapeOf(query) }
  let revision = 0
  const byDue: List<Task, DuePosition> = {
    key: ['tasks', ...keyOf(query)],
    position: z.tuple([timestampKey.nullable(), CalendarDate.nullable(), z.uuid()]),
    positionOf: ({ dueAt, dueDate, id }) => [dueAt, dueDate, id],
  }
  const page = await readPage(byDue, { limit, cursor, history }, async (after, count) => {
    const values = { ...valuesOf(query, shape, now()), ...dueValues(after, order, zone), limit: count }
    const rows = await cached(`due in zone ${JSON.stringify(shape)}`, () => dueListQuery(shape))(db, values)
    revision = rows[0]?.user_revisions.revision ?? 0
    return sortByDue(tasksOf(rows), order, zone).slice(0, count)
  })
  return { ...page, revision }
}

async function listByKey(query: Query, { db, now, history }: UserContext) {
  const { limit, cursor, sort, order = defaultOrder[sort] } = query
  let revision = 0
  const page = await readPage(listOf(keyOf(query), { sort }), { limit, cursor, history }, async (after, count) => {
    const shape = { sort, order, ...shapeOf(query), hasCursor: after !== undefined, maxLimit }
    const rows = await queryOf(shape)(db, {
      ...valuesOf(query, shape, now()),
      ...positionValues(after, order),
      limit: count,
    })
    revision = rows[0]?.user_revisions.revision ?? 0
    return tasksOf(rows)
  })
  return { ...page, revision }
}

/** Yields all tasks of a user in the order of their creation: those outside the trash or, with `trashed`, those in it. */
export function allTasks(userId: string, db: Database, { trashed }: Pick<ListShape, 'trashed'>): AsyncGenerator<Task> {
  const allTasksShape = { status: 'all', overdue: undefined, filters: [], trashed } as const
  return readAll(listOf([], { sort: 'created' }), async (after, limit) => {
    const shape = { sort: 'created', order: 'asc', ...allTasksShape, hasCursor: after !== undefined } as const
    return tasksOf(await queryOf(shape)(db, { userId, ...positionValues(after, 'asc'), limit }))
  })
}

/** One more than a page shows that there is another one. */
const maxLimit = taskLimits.pageTasks + 1

const defaultOrder = { created: 'desc', updated: 'desc', due: 'asc', priority: 'desc', title: 'asc' } as const

function listOf(key: List<Task, Position>['key'], { sort }: Pick<ListShape, 'sort'>): List<Task, Position> {
  return { key: ['tasks', ...key], ...positions[sort] }
}

/** By sort key: the schema of a position, and the function that returns the position of a task. */
const positions = Object.fromEntries(
  Object.entries(sorts).map(([sort, { key, keyOf }]) => [
    sort,
    { position: z.tuple([key, z.uuid()]), positionOf: (task: Task): Position => [keyOf(task), task.id] },
  ]),
) as unknown as Record<ListShape['sort'], Omit<List<Task, Position>, 'key'>>

function shapeOf(query: Query): Pick<ListShape, 'status' | 'trashed' | 'overdue' | 'filters'> {
  const { status, trashed, due, overdue } = query
  const search = query.search ? wordPatterns(query.search) : undefined
  const pairs = search && !trashed ? pairsOf(search) : undefined
  const isRange = due === 'today' || due === 'tomorrow' || due === 'week'
  const used: Record<Filter, boolean> = {
    priority: query.priority !== undefined,
    tags: query.tags !== undefined,
    dueBefore: isRange || query.dueBefore !== undefined,
    dueAfter: isRange || query.dueAfter !== undefined,
    pending: due !== undefined,
    pastDue: due === 'overdue',
    undue: due === 'none',
    search: search !== undefined && search.unfolded === undefined,
    searchEither: search?.unfolded !== undefined,
    pair: pairs !== undefined && search?.unfolded === undefined,
    pairEither: pairs !== undefined && search?.unfolded !== undefined,
  }
  const words = search?.folded.length
  const counts = { tags: query.tags?.length, search: words, searchEither: words }
  const filters = (Object.keys(used) as Filter[]).filter((filter) => used[filter])
  return { status, trashed, overdue, filters: filters.map((filter) => [filter, countOf(filter, counts)] as const) }
}

/** Returns the statement of a shape. Only recently used ones are cached, because there are very many shapes. */
function queryOf(shape: ListShape): ReturnType<typeof listQuery> {
  return cached(JSON.stringify(shape), () => listQuery(shape))
}

function cached<Q extends object>(key: string, create: () => Q): Q {
  const known = queries.get(key)
  if (known) return known as Q
  const query = create()
  queries.set(key, query)
  return query
}

const queries = new LRUCache<string, object>({ max: 256 })

/** Returns the values of the placeholders for the filters. */
function valuesOf(
  query: Query,
  { overdue, filters }: Pick<ListShape, 'overdue' | 'filters'>,
  now: Date,
): Record<string, unknown> {
  const { userId } = query
  if (overdue === undefined && filters.length === 0) return { userId }
  return { userId, now: now.toISOString(), ...filterValues(query, now) }
}

function filterValues(query: Query, now: Date): Record<string, unknown> {
  const { priority, tags, search, due, overdue, timeZone } = query
  const { before, after } = dueRange(query, now)
  const words = search ? wordPatterns(search) : undefined
  const wholeTags = tagPatterns(tags ?? [])
  return {
    today: overdue === undefined && due !== 'overdue' ? undefined : dayOf(now, timeZone ?? 'UTC').date,
    priority: makePgArray((priority ?? []).map(rankOf)),
    tags: makePgArray(wholeTags),
    ...eachOf('tags', wholeTags),
    dueBefore: before?.timestamp,
    dueBeforeDate: before?.date,
    dueAfter: after?.timestamp,
    dueAfterDate: after?.date,
    ...eachOf('search', words?.folded ?? []),
    ...eachOf('unfolded', words?.unfolded ?? []),
    ...pairValues(words),
  }
}

/** The pairs of letters by which an index finds a search. Undefined if a word is longer, because the index finds that. */
function pairsOf({
  folded,
  unfolded,
}: WordPatterns): { pair: LetterPair; unfoldedPair: LetterPair | undefined } | undefined {
  const [pair, unfoldedPair] = [pairOf(folded), pairOf(unfolded ?? [])]
  return pair && (unfolded === undefined || unfoldedPair) ? { pair, unfoldedPair } : undefined
}

function pairValues(words: WordPatterns | undefined): Record<string, string> {
  const pairs = Object.entries((words && pairsOf(words)) ?? {})
  return Object.fromEntries(
    pairs.flatMap(([name, pair]) =>
      pair ? [[name, pair.expression], ...pair.patterns.map((pattern, n) => [`${name}${n}`, pattern])] : [],
    ),
  )
}

/** Returns the number of values of a filter. All patterns without a condition of their own count as one. */
function countOf(filter: Filter, counts: { readonly [F in Filter]?: number | undefined }): number {
  return Math.min(counts[filter] ?? 1, maxIndexedPatterns + 1)
}

function eachOf(name: string, patterns: readonly string[]): Record<string, string> {
  const each = patterns.slice(0, maxIndexedPatterns).map((pattern, n) => [`${name}${n}`, pattern])
  return { ...Object.fromEntries(each), [`${name}Rest`]: makePgArray(patterns.slice(maxIndexedPatterns)) }
}

/** Returns the values of the placeholders for a position. Tasks without a due time sort last. */
function positionValues(after: Position | undefined, order: 'asc' | 'desc') {
  if (after === undefined) return {}
  const [key, id] = after
  return { key: key ?? (order === 'asc' ? 'infinity' : '-infinity'), id }
}

function tasksOf(rows: readonly Row[]): Task[] {
  const found: Task[] = []
  for (const { page } of rows) if (page) found.push(page)
  return found
}
