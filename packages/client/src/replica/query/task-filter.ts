import type { Task } from '@taskpact/contract'
import { foldCase, searchTextOf, searchWords } from '@taskpact/contract/rules'
import { addDays, dateOf, startOf } from './calendar.js'
import type { ReplicaQuery } from './query-tasks.js'

/** Where a range of due times begins or ends: at a timestamp or the start of a date. */
type Bound = [time: number, date?: string]

/** Returns whether tasks match the filters of a query, at a time in milliseconds. */
export function filterOf(query: ReplicaQuery, now: number): (task: Task) => boolean {
  const { status = 'all', priority, due, overdue, timeZone = 'UTC' } = query
  const toBound = (text: string): Bound =>
    text.length > 10 ? [Date.parse(text.toUpperCase())] : [startOf(text, timeZone), text]
  /** Returns whether a task is due before a bound. Undefined without a due time. */
  const isBefore = ({ dueAt, dueDate }: Task, [time, date]: Bound) => {
    if (dueAt) return Date.parse(dueAt) < time
    return dueDate ? (date ? dueDate < date : startOf(dueDate, timeZone) < time) : undefined
  }
  const today = dateOf(now, timeZone)
  const [from, to] = (due && dayRanges[due])?.map((days) => addDays(today, days)) ?? []
  /** The first two are where the range begins, the others where it ends. */
  const bounds = [query.dueAfter, from, query.dueBefore, to].map((text) => text && toBound(text))
  const isOverdue = (task: Task) => !task.completed && isBefore(task, [now, today]) === true
  const tags = query.tags?.map((tag) => foldCase(normalize(tag)))
  const search = normalize(query.search ?? '')
  const words = search && searchWords(search)
  return (task) =>
    !task.deletedAt &&
    (status === 'all' || task.completed === (status === 'completed')) &&
    (!priority || priority.includes(task.priority)) &&
    (!due || !task.completed) &&
    (due !== 'none' || !(task.dueAt || task.dueDate)) &&
    (due !== 'overdue' || isOverdue(task)) &&
    (overdue === undefined || overdue === isOverdue(task)) &&
    bounds.every((bound, index) => !bound || isBefore(task, bound) === index > 1) &&
    (!tags || includesAll(task.tags.map(foldCase), tags)) &&
    (!words || includesAll(textOf(task), words.folded) || includesAll(textOf(task), words.unfolded))
}

/** The days from the current one, inclusive, to another, exclusive. */
const dayRanges: Partial<Record<string, readonly number[]>> = { today: [0, 1], tomorrow: [1, 2], week: [0, 7] }

/** Returns text as the server reads it. */
function normalize(text: string): string {
  return text.normalize('NFC').trim()
}

function includesAll(text: string | readonly string[], parts: readonly string[]): boolean {
  return parts.every((part) => text.includes(part))
}

const texts = new WeakMap<Task, string>()

function textOf(task: Task): string {
  const text = texts.get(task) ?? searchTextOf(task)
  texts.set(task, text)
  return text
}
