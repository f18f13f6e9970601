import type { Operation } from '@taskpact/contract'
import type { Resource } from '@taskpact/mcp'

const resources: readonly Resource[] = [
  {
    name: 'task',
    title: 'Task',
    description: 'A task with all its fields.',
    uriTemplate: 'task://{taskId}',
    operation: 'tasks.get',
  },
]

/** Returns the resources of an API, which may lack operations of Taskpact's own. */
export function resourcesOf(operations: readonly Operation[]): readonly Resource[] {
  const names = new Set(operations.map(({ name }) => name))
  return resources.filter(({ operation }) => names.has(operation))
}
