import { Priority, type SortOrder, type Task, type TaskSort, type TaskStatus } from '@taskpact/contract'
import {
  compiledQuery,
  type Database,
  dueDown,
  dueUp,
  hasUnusualFollower,
  letterPairPatterns,
  searchText,
  tasks,
  titleOrder,
  userRevisions,
} from '@taskpact/db'
import { type AnyColumn, and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { sortKeyOf } from '../collation/sort-key.js'
import { rankOf, taskColumns } from './columns.js'

/** What determines the statement of a list query: everything except its values. */
export interface ListShape {
  readonly sort: TaskSort
  readonly order: SortOrder
  readonly status: TaskStatus
  readonly trashed: boolean
  readonly overdue: boolean | undefined
  /** The filters that need values, each with the number of its values. */
  readonly filters: readonly (readonly [Filter, number])[]
  /** Whether the page starts after a position. */
  readonly hasCursor: boolean
  /** The greatest `limit` of any page, for the plan of a prepared statement. Default: unknown. */
  readonly maxLimit?: number
}

const now = sql`${sql.placeholder('now')}::timestamptz`
const isOverdue = sql`coalesce(${tasks.completedAt} is null and (${tasks.dueAt} < ${now} or ${tasks.dueDate} < ${sql.placeholder('today')}::date), false)`

/**
 * Maximum number of patterns with a condition of their own, which can use the index. The index does not support `all`
 * for the others.
 */
export const maxIndexedPatterns = 5

function likeEach(column: SQL | AnyColumn, name: string, count: number): SQL[] {
  const each = Array.from({ length: Math.min(count, maxIndexedPatterns) }, (_, n) => placeholder(`${name}${n}`, 'text'))
  const rest = count > maxIndexedPatterns ? [sql`${column} like all(${placeholder(`${name}Rest`, 'text[]')})`] : []
  return [...each.map((pattern) => sql`${column} like ${pattern}`), ...rest]
}

export function placeholder(name: string, type: string): SQL {
  return sql`${sql.placeholder(name)}::${sql.raw(type)}`
}

/** The sort key of a due date. */
function midnight(name: string): SQL {
  return sql`${placeholder(name, 'date')}::timestamp at time zone 'UTC'`
}

/** Holds for every text with a pair of letters. The trigram index cannot find a pair itself, but finds this. */
function hasPair(name: string): SQL {
  const text = searchText(tasks)
  const marks = Array.from(
    { length: letterPairPatterns },
    (_, n) => sql`${text} like ${placeholder(`${name}${n}`, 'text')}`,
  )
  return sql`(${or(sql`(${text}) ~ ${placeholder(name, 'text')}`, ...marks, hasUnusualFollower(tasks))})`
}

/**
 * Conditions by filter, for the number of its values. Due times are compared by the sort key too, so that one index serves
 * filter and order.
 */
const conditions = {
  priority: () => [sql`${tasks.priority} = any(${placeholder('priority', 'smallint[]')})`],
  tags: (count: number) => [
    ...likeEach(searchText(tasks), 'tags', count),
    sql`${tasks.tagsKey} like all(${placeholder('tags', 'text[]')})`,
  ],
  dueBefore: (_count: number, order: SortOrder) => [
    sql`${dueIn(order)} < greatest(${placeholder('dueBefore', 'timestamptz')}, ${midnight('dueBeforeDate')})`,
    sql`(${tasks.dueAt} < ${placeholder('dueBefore', 'timestamptz')} or ${tasks.dueDate} < ${placeholder('dueBeforeDate', 'date')})`,
    ...(order === 'desc' ? [sql`${dueIn(order)} > '-infinity'`] : []),
  ],
  dueAfter: (_count: number, order: SortOrder) => [
    sql`${dueIn(order)} >= least(${placeholder('dueAfter', 'timestamptz')}, ${midnight('dueAfterDate')})`,
    sql`(${tasks.dueAt} >= ${placeholder('dueAfter', 'timestamptz')} or ${tasks.dueDate} >= ${placeholder('dueAfterDate', 'date')})`,
    ...(order === 'asc' ? [sql`${dueIn(order)} < 'infinity'`] : []),
  ],
  pending: () => [isNull(tasks.completedAt)],
  pastDue: () => [isOverdue],
  undue: (_count: number, order: SortOrder) => [sql`${dueIn(order)} = ${order === 'asc' ? 'infinity' : '-infinity'}`],
  search: (count: number) => likeEach(searchText(tasks), 'search', count),
  pair: () => [hasPair('pair')],
  pairEither: () => [sql`(${hasPair('pair')} or ${hasPair('unfoldedPair')})`],
  searchEither: (count: number) => [
    sql`(${and(...likeEach(searchText(tasks), 'search', count))} or ${and(...likeEach(searchText(tasks), 'unfolded', count))})`,
  ],
} as const
export type Filter = keyof typeof conditions

function dueIn(order: SortOrder): SQL {
  return order === 'asc' ? dueUp(tasks) : dueDown(tasks)
}

const statuses = {
  all: undefined,
  pending: isNull(tasks.completedAt),
  completed: isNotNull(tasks.completedAt),
} as const satisfies Record<TaskStatus, SQL | undefined>

/**
 * Returns the statement that reads a page of tasks and the revision of the user, so that they are consistent. The join
 * has one user, so it keeps the order; without tasks it returns one row without a task. Only lists without filters are
 * prepared: the best plan of a filter depends on its values, and there are too many shapes for the server to cache.
 */
export function listQuery(shape: ListShape) {
  const { sort, order, status, trashed, overdue, filters, hasCursor, maxLimit } = shape
  const isPlain = filters.length === 0 && overdue === undefined && !trashed
  return compiledQuery({
    name: ['task_list', sort, order, status, hasCursor, ...(maxLimit === undefined ? ['whole'] : [])].join('_'),
    build: (db) => build(db, shape),
    prepare: isPlain,
  })
}

/** Returns the conditions of a list on its tasks, without those on the position. */
export function conditionsOf({ order, status, trashed, overdue, filters }: Omit<ListShape, 'sort' | 'hasCursor'>) {
  return and(
    eq(tasks.userId, sql.placeholder('userId')),
    trashed ? isNotNull(tasks.deletedAt) : isNull(tasks.deletedAt),
    statuses[status],
    overdue === undefined ? undefined : overdue ? isOverdue : sql`not ${isOverdue}`,
    ...filters.flatMap(([filter, count]) => conditions[filter](count, order)),
  )
}

function build(db: Database, shape: ListShape) {
  const { sort, order, hasCursor } = shape
  const { column, cast, isUnique } = sorts[sort]
  const direction = order === 'asc' ? asc : desc
  const comparison = order === 'asc' ? sql`>` : sql`<`
  const key = column(tasks, order)
  const keyValue = sql`${sql.placeholder('key')}::${sql.raw(cast)}`
  const position = isUnique
    ? sql`${key} ${comparison} ${keyValue}`
    : sql`(${key}, ${tasks.id}) ${comparison} (${keyValue}, ${sql.placeholder('id')}::uuid)`
  // The cursor needs the stored key, by which the list is sorted.
  const columns = sort === 'title' ? { ...taskColumns, titleOrder: titleOrder(tasks).as('title_order') } : taskColumns
  const sorted = db
    .select(columns as typeof taskColumns)
    .from(tasks)
    .where(and(conditionsOf(shape), hasCursor ? position : undefined))
    .orderBy(direction(key), ...(isUnique ? [] : [direction(tasks.id)]))
  const limit = sql.placeholder('limit')
  const page =
    shape.maxLimit === undefined
      ? sorted.limit(limit).as('page')
      : db
          .select()
          .from(sorted.limit(literal(shape.maxLimit)).as('longest'))
          .limit(limit)
          .as('page')
  return db
    .select()
    .from(userRevisions)
    .leftJoinLateral(page, sql`true`)
    .where(eq(userRevisions.userId, sql.placeholder('userId')))
}

/**
 * A number in the text of a statement. For a limit that is a parameter, PostgreSQL assumes a tenth of the rows. With many rows, the generic plan
 * then looks more expensive than a custom one, so that each execution is planned again. A literal limit below it bounds the number of rows
 * (PERFORMANCE.md, Limits of lists).
 */
function literal(limit: number): number {
  return sql.raw(String(limit)) as unknown as number // `limit` of Drizzle accepts SQL, but its type does not
}

/** A position in a sorted list: the value of the sort key, and the id, which orders tasks with equal keys. */
export type Position = [key: string | number | null, id: string]

/** A sort key: its SQL expression, its value for a task, and its schema in a cursor. */
interface Sort {
  readonly column: (columns: typeof tasks, order: SortOrder) => SQL
  readonly cast: string
  /** Set if no two tasks of a user have the same value. */
  readonly isUnique?: true
  readonly keyOf: (task: Task) => Position[0]
  readonly key: z.ZodType<Position[0]>
}

/** A timestamp in a cursor. PostgreSQL has no year 0. */
export const timestampKey = z.iso.datetime({ precision: 3 }).regex(/^(?!0000)/)

/** Sort keys by the name of the order. */
export const sorts: Readonly<Record<TaskSort, Sort>> = {
  created: { column: (t) => sql`${t.createdAt}`, cast: 'timestamptz', keyOf: (t) => t.createdAt, key: timestampKey },
  updated: {
    column: (t) => sql`${t.revision}`,
    cast: 'bigint',
    isUnique: true,
    keyOf: (t) => t.revision,
    key: z.int(),
  },
  due: {
    column: (t, order) => (order === 'asc' ? dueUp(t) : dueDown(t)),
    cast: 'timestamptz',
    keyOf: (t) => t.dueAt ?? (t.dueDate && `${t.dueDate}T00:00:00.000Z`),
    key: timestampKey.nullable(),
  },
  priority: {
    column: (t) => sql`${t.priority}`,
    cast: 'smallint',
    keyOf: (t) => rankOf(t.priority),
    key: z
      .int()
      .min(0)
      .max(Priority.options.length - 1),
  },
  title: {
    column: (t) => titleOrder(t),
    cast: 'text',
    keyOf: (t) => (t as { titleOrder?: string }).titleOrder ?? sortKeyOf(t.title),
    key: z
      .string()
      .regex(/^[^\x00]*$/u)
      .refine((text) => text.isWellFormed()),
  },
}
