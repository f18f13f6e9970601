import { Priority } from '@taskpact/contract'
import { tasks } from '@taskpact/db'
import { sql } from 'drizzle-orm'

/** The columns that make up a Task. */
export const taskColumns = {
  id: tasks.id,
  userId: tasks.userId,
  title: tasks.title,
  description: tasks.description,
  completed: sql<boolean>`${tasks.completedAt} is not null`.as('completed'),
  completedAt: tasks.completedAt,
  priority: sql`${tasks.priority}`.mapWith(toPriority).as('priority'),
  tags: tasks.tags,
  dueDate: tasks.dueDate,
  dueAt: tasks.dueAt,
  deletedAt: tasks.deletedAt,
  revision: tasks.revision,
  createdAt: tasks.createdAt,
  updatedAt: tasks.updatedAt,
}

/** Returns the rank of a priority, which is stored: 0 for the lowest. */
export function rankOf(priority: Priority): number {
  return Priority.options.indexOf(priority)
}

function toPriority(rank: unknown): Priority {
  return Priority.options[Number(rank)] ?? 'none'
}
