import type { Task } from '@taskpact/contract'
import type { Draft } from './draft.js'
import { queryTasks, type ReplicaQuery } from './query/query-tasks.js'
import type { ReplicaTask } from './replica.js'
import { shownTask } from './shown-task.js'
import { keys, knownOf, type State } from './state.js'

/** The tasks as the user sees them. */
export interface View {
  get(taskId: string): ReplicaTask | undefined
  list(query?: ReplicaQuery): readonly ReplicaTask[]
  /** Called when the records have changed. */
  reset(): void
}

/** The result of a query with the version of the records. */
interface List {
  readonly version: number
  readonly tasks: readonly ReplicaTask[]
}

/** Queries whose results are kept. */
const maxLists = 100

export function createView(state: Pick<State, 'get' | 'all'>): View {
  /** By task, or draft of one, so that an unchanged task is the same object. */
  const views = new WeakMap<object, ReplicaTask>()
  const lists = new Map<string, List>()
  let version = 0

  const get = (taskId: string) => {
    const { task, draft } = knownOf(state, taskId)
    const source = draft ?? task
    const known = source && views.get(source)
    const shown = known ?? shownTask({ task, draft })
    if (!source || !shown || known) return known
    const view = { ...shown, isPending: draft !== undefined }
    views.set(source, view)
    return view
  }
  return {
    get,
    list(query = {}) {
      const key = JSON.stringify(query)
      const known = lists.get(key)
      const dependsOnTime = query.due !== undefined || query.overdue !== undefined
      if (known?.version === version && !dependsOnTime) return known.tasks
      const ids = new Set([...state.all<Task>(keys.task), ...state.all<Draft>(keys.draft)].map(({ id }) => id))
      const shown = [...ids].flatMap((id) => get(id) ?? [])
      const found = queryTasks(shown, query, new Date())
      const sorted = query.sort === 'updated' ? pendingLast(found, query.order) : found
      const tasks = keepSame(known?.tasks, sorted)
      if (lists.size >= maxLists) lists.clear()
      lists.set(key, { version, tasks })
      return tasks
    },
    reset() {
      version++
    },
  }
}

/** The server will give pending tasks the latest revisions. */
function pendingLast(tasks: readonly ReplicaTask[], order = 'desc'): ReplicaTask[] {
  const byTime = (a: ReplicaTask, b: ReplicaTask) => (a.updatedAt < b.updatedAt ? -1 : 1)
  const pending = tasks.filter(({ isPending }) => isPending).sort(byTime)
  const others = tasks.filter(({ isPending }) => !isPending)
  return order === 'asc' ? [...others, ...pending] : [...pending.reverse(), ...others]
}

/** Returns the earlier array if it has the same items, so that views of it do not render again. */
export function keepSame<T>(earlier: readonly T[] | undefined, items: readonly T[]): readonly T[] {
  const isSame = earlier?.length === items.length && items.every((item, at) => item === earlier[at])
  return isSame ? earlier : items
}
