import type { Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import type { InstancesUser } from './instances.js'

/** Returns every task of a list by id. */
export async function tasksById(user: InstancesUser, query: Input = {}): Promise<Map<string, Task>> {
  const items = await pageThrough(user, { limit: 100, sort: 'created', ...query })
  return byId(items)
}

/** Returns the items of all pages in order. */
export async function pageThrough(user: InstancesUser, query: Input): Promise<Task[]> {
  const items: Task[] = []
  let cursor: string | null = null
  do {
    const page: { items: Task[]; nextCursor: string | null } = await user.tasks('list', {
      ...query,
      ...(cursor !== null && { cursor }),
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

export function byId(items: Iterable<Task>): Map<string, Task> {
  return new Map([...items].map((task) => [task.id, task] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}
