import { foldCase, Priority, type Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'

/** The part of a list query that the model implements. */
export interface ListQuery {
  readonly sort: 'created' | 'updated' | 'due' | 'priority' | 'title'
  readonly order: 'asc' | 'desc'
  readonly filters: Input
}

/** Returns the tasks that a list query must return, in order. */
export function expectedList(tasks: Iterable<Task>, { sort, order, filters }: ListQuery, now: Date): Task[] {
  const sign = order === 'asc' ? 1 : -1
  return [...tasks]
    .filter((task) => matches(task, filters, now))
    .sort((a, b) => sign * (compareBy(sort, order, a, b) || compare(a.id, b.id)))
}

function compareBy(sort: ListQuery['sort'], order: ListQuery['order'], a: Task, b: Task): number {
  return sort === 'title' ? byTitle.compare(a.title, b.title) : compare(keyOf(a, sort, order), keyOf(b, sort, order))
}

const byTitle = new Intl.Collator('en', { numeric: true })

interface Filters {
  readonly status?: 'all' | 'pending' | 'completed'
  readonly trashed?: boolean
  readonly priority?: readonly string[]
  readonly tags?: readonly string[]
  readonly dueBefore?: string
  readonly dueAfter?: string
  readonly overdue?: boolean
  readonly search?: string
}

function matches(task: Task, filters: Filters, now: Date): boolean {
  const { status = 'all', trashed = false, priority, tags = [], dueBefore, dueAfter, overdue, search = '' } = filters
  const due = dueOf(task)
  const today = now.toISOString().slice(0, 10)
  const isLate = !task.completed && (task.dueDate ? task.dueDate < today : due !== null && due < now.getTime())
  const texts = [task.title, task.description ?? '', ...task.tags].map(foldSearch)
  const words = foldSearch(search).split(/\s+/)
  return (
    (task.deletedAt !== null) === trashed &&
    (status === 'all' || task.completed === (status === 'completed')) &&
    (priority === undefined || priority.includes(task.priority)) &&
    tags.every((tag) => task.tags.map(foldCase).includes(foldCase(tag))) &&
    (dueBefore === undefined || (due !== null && due < Date.parse(dueBefore))) &&
    (dueAfter === undefined || (due !== null && due >= Date.parse(dueAfter))) &&
    (overdue === undefined || isLate === overdue) &&
    words.every((word) => texts.some((place) => place.includes(word)))
  )
}

/** Without accents, which is enough for the texts of the tests. */
function foldSearch(text: string): string {
  return foldCase(text.normalize('NFKD').replace(/\p{M}/gu, ''))
}

/** Returns the due time. A date starts at midnight UTC, as in `Date.parse`. */
function dueOf({ dueAt, dueDate }: Task): number | null {
  const due = dueAt ?? dueDate
  return due === null ? null : Date.parse(due)
}

function keyOf(task: Task, sort: Exclude<ListQuery['sort'], 'title'>, order: ListQuery['order']): number | string {
  switch (sort) {
    case 'created':
      return Date.parse(task.createdAt)
    case 'updated':
      return task.revision
    case 'due':
      return dueOf(task) ?? (order === 'asc' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
    case 'priority':
      return Priority.options.indexOf(task.priority)
  }
}

/** Compares text by code point, like its bytes in UTF-8. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
  return a < Number(b) ? -1 : a > Number(b) ? 1 : 0
}
