import type { Resource } from '@taskpact/mcp'

export const resources: readonly Resource[] = [
  {
    name: 'task',
    title: 'Task',
    description: 'A task with all its fields.',
    uriTemplate: 'task://{taskId}',
    operation: 'tasks.get',
  },
]
