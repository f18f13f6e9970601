import { compiledQuery, type Database, dueDown, dueUp, tasks, userRevisions } from '@taskpact/db'
import { and, asc, desc, eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { taskColumns } from './columns.js'
import { boundOfTimestamp, startOf, toTimestamp } from './day.js'
import { conditionsOf, type ListShape, placeholder } from './list-query.js'

type Shape = Omit<ListShape, 'sort' | 'hasCursor'>

/** A position in a list sorted by due time. */
export type DuePosition = [dueAt: string | null, dueDate: string | null, id: string]

/**
 * Returns the statement that reads a page of tasks by their due time in a time zone. A due date stands for the start of that day,
 * so the order of dates among timestamps depends on the zone and no index has it. Three parts, each in the order of an index,
 * return as many tasks as the page can have: with a due timestamp, with a due date, with neither. `sortByDue` merges them.
 */
export function dueListQuery(shape: Shape) {
  return compiledQuery({
    name: `task_list_due_in_zone_${shape.order}`,
    build: (db) => build(db, shape),
    prepare: false,
  })
}

function build(db: Database, shape: Shape) {
  const isUp = shape.order === 'asc'
  const direction = isUp ? asc : desc
  const comparison = isUp ? sql`>` : sql`<`
  const part = (isInPart: SQL, key: SQL, keyType: string, name: string) =>
    db
      .select(taskColumns)
      .from(tasks)
      .where(
        and(
          conditionsOf(shape),
          isInPart,
          sql`(${key}, ${tasks.id}) ${comparison} (${placeholder(name, keyType)}, ${placeholder(`${name}Id`, 'uuid')})`,
        ),
      )
      .orderBy(direction(key), direction(tasks.id))
      .limit(sql.placeholder('limit'))
  const none = isUp ? sql`'infinity'::timestamptz` : sql`'-infinity'::timestamptz`
  const sortKey = isUp ? dueUp(tasks) : dueDown(tasks)
  const page = unionAll(
    part(isNotNull(tasks.dueAt), sql`${tasks.dueAt}`, 'timestamptz', 'timestamp'),
    part(isNotNull(tasks.dueDate), sql`${tasks.dueDate}`, 'date', 'date'),
    part(sql`${sortKey} = ${none}`, sortKey, 'timestamptz', 'none'),
  ).as('page')
  return db
    .select()
    .from(userRevisions)
    .leftJoinLateral(page, sql`true`)
    .where(eq(userRevisions.userId, sql.placeholder('userId')))
}

const firstId = '00000000-0000-0000-0000-000000000000'
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Returns the values of the placeholders for the tasks after a position, in each of the three parts. */
export function dueValues(after: DuePosition | undefined, order: 'asc' | 'desc', zone: string) {
  const [start, end] = order === 'asc' ? ['-infinity', 'infinity'] : ['infinity', '-infinity']
  const beforeAll = order === 'asc' ? firstId : lastId
  const none = { none: order === 'asc' ? 'infinity' : '-infinity', noneId: beforeAll }
  if (!after) return { timestamp: start, timestampId: beforeAll, date: start, dateId: beforeAll, ...none }
  const [dueAt, dueDate, id] = after
  if (dueAt !== null) {
    const { date } = boundOfTimestamp(dueAt, zone)
    return { timestamp: dueAt, timestampId: id, date, dateId: firstId, ...none }
  }
  if (dueDate !== null) {
    // Timestamps come before dates that start at the same time.
    const timestamp = toTimestamp(startOf(dueDate, zone))
    return { timestamp, timestampId: lastId, date: dueDate, dateId: id, ...none }
  }
  return { ...none, timestamp: end, timestampId: id, date: end, dateId: id, noneId: id }
}

interface Due {
  readonly id: string
  readonly dueAt: string | null
  readonly dueDate: string | null
}

/** Sorts tasks by due time and, for equal ones, by date and id. Tasks without a due time come last in both orders. */
export function sortByDue<T extends Due>(found: readonly T[], order: 'asc' | 'desc', zone: string): T[] {
  const sign = order === 'asc' ? 1 : -1
  const keyed = found.map((task) => ({ task, time: dueTime(task, zone), date: task.dueDate ?? '', id: task.id }))
  const sorted = keyed.toSorted((a, b) => {
    if (a.time === null || b.time === null)
      return Number(a.time === null) - Number(b.time === null) || sign * byText(a.id, b.id)
    return sign * (a.time - b.time || byText(a.date, b.date) || byText(a.id, b.id))
  })
  return sorted.map(({ task }) => task)
}

function dueTime({ dueAt, dueDate }: Due, zone: string): number | null {
  if (dueAt !== null) return Date.parse(dueAt)
  return dueDate === null ? null : startOf(dueDate, zone)
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
