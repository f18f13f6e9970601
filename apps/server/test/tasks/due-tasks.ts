import { Priority, type TaskPage } from '@taskpact/contract'
import fc from 'fast-check'
import { anyTags } from './arbitrary-task.js'
import type { TaskUser } from './task-calls.js'
import { hour } from './zone-calendar.js'

export const midday = Date.UTC(2026, 10, 23, 12)

export const zones = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Europe/Berlin', 'Asia/Kathmandu'] as const
const anyDue = fc.oneof(
  fc.constant({}),
  fc
    .integer({ min: -3, max: 3 })
    .map((days) => ({ dueDate: new Date(midday + days * 24 * hour).toISOString().slice(0, 10) })),
  fc
    .integer({ min: -40 * 60, max: 40 * 60 })
    .map((minutes) => ({ dueAt: new Date(midday + minutes * 60_000).toISOString() })),
)
export const anyTasks = fc.array(
  fc.record({
    due: anyDue,
    priority: fc.constantFrom(...Priority.options),
    tags: fc.oneof(anyTags, fc.uniqueArray(fc.constantFrom('a', 'B', 'c'), { maxLength: 3 })),
    completed: fc.boolean(),
    deleted: fc.boolean(),
  }),
  { maxLength: 12 },
)

export async function createTasks(
  { direct }: TaskUser,
  tasks: Parameters<Parameters<typeof anyTasks.map>[0]>[0],
): Promise<void> {
  const rows = tasks.map(({ due, priority, tags, completed }) => ({ title: 'a', ...due, priority, tags, completed }))
  await direct.value('import', { content: JSON.stringify(rows) })
  const { items } = await direct.value<TaskPage>('list', { sort: 'updated', order: 'asc', limit: 100 })
  for (const [index, { id: taskId }] of items.entries())
    if (tasks[index]?.deleted) await direct.value('remove', { taskId })
}
