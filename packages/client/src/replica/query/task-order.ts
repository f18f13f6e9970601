import type { Task } from '@taskpact/contract'
import { priorities } from '@taskpact/contract/rules'
import { startOf } from './calendar.js'
import type { ReplicaQuery } from './query-tasks.js'
import { compareTitleKeys, titleKeyOf } from './title-order.js'

/** The tie orders tasks with equal keys. */
type Row<T> = [task: T, key: string | number, tie: string]

/** Returns a function that sorts tasks in the order of a query. */
export function orderOf<T extends Task>({ sort = 'created', order, timeZone = 'UTC' }: ReplicaQuery) {
  const isDue = sort === 'due'
  const isTitle = sort === 'title'
  const sign = (order ?? (isDue || isTitle ? 'asc' : 'desc')) === 'asc' ? 1 : -1
  const keyOf = (task: T) => {
    if (isTitle) return titleKeyOf(task.title)
    if (isDue) return dueTime(task, timeZone) ?? sign * Number.POSITIVE_INFINITY // last in both orders
    if (sort === 'priority') return priorities.indexOf(task.priority)
    return sort === 'updated' ? task.revision : task.createdAt
  }
  // In time zones other than UTC, timestamps come before dates that start at the same time.
  const tieOf = ({ id, dueDate }: T) => (isDue && timeZone !== 'UTC' ? (dueDate ?? ' ') + id : id)
  const compareKeys = isTitle ? (compareTitleKeys as typeof byValue) : byValue // titles have strings
  return (tasks: readonly T[]): T[] =>
    tasks
      .map((task): Row<T> => [task, keyOf(task), tieOf(task)])
      .sort((a, b) => sign * (compareKeys(a[1], b[1]) || byValue(a[2], b[2])))
      .map(([task]) => task)
}

function byValue(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function dueTime({ dueAt, dueDate }: Task, timeZone: string): number | null {
  return dueAt ? Date.parse(dueAt) : dueDate ? startOf(dueDate, timeZone) : null
}
