import type { CallInput, Contract, Task } from '@taskpact/contract'
import { filterOf } from './task-filter.js'
import { orderOf } from './task-order.js'

/** Filters and order of a list, as `tasks.list` takes them. */
export type ReplicaQuery = Omit<CallInput<Contract['tasks']['list']>, 'userId' | 'trashed' | 'limit' | 'cursor'>

/**
 * Returns the tasks outside the trash that a query finds, in the order in which `tasks.list` returns them. The query must be valid and
 * without leap seconds. Tasks must not change in place, because the text that a search looks through is stored for each.
 *
 * Some rare results differ from those of the server: titles with characters that are newer than the Unicode version of the runtime
 * (or than Unicode 14) or with variants of Han characters, such as radicals, in another order; titles that the server compares or
 * searches by their start only, because their keys are longer than 1,600 characters; days that a newer time zone database changes.
 */
export function queryTasks<T extends Task>(tasks: Iterable<T>, query: ReplicaQuery, now: Date): T[] {
  return orderOf<T>(query)([...tasks].filter(filterOf(query, now.getTime())))
}
