import { tasks } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { type Changes, type NewTask, priorities } from './schemas.js'
import type { settings } from './settings.js'

/** The columns of a task in responses. */
export const columns = {
  id: tasks.id,
  userId: tasks.userId,
  title: tasks.title,
  description: tasks.description,
  completed: sql<boolean>`${tasks.completedAt} is not null`.as('completed'),
  completedAt: tasks.completedAt,
  priority: sql`${tasks.priority}`.mapWith((rank: number) => priorities[rank] ?? 'none').as('priority'),
  tags: tasks.tags,
  dueDate: tasks.dueDate,
  dueAt: tasks.dueAt,
  deletedAt: tasks.deletedAt,
  revision: tasks.revision,
  createdAt: tasks.createdAt,
  updatedAt: tasks.updatedAt,
}

export type Opening = Pick<typeof settings, 'databaseUrl' | 'poolMax'>
export type Drizzle = ReturnType<typeof openDrizzle>

/** Uses the pool of postgres.js. */
export function openDrizzle({ databaseUrl, poolMax }: Opening) {
  return drizzle(postgres(databaseUrl, { max: poolMax, connection: { TimeZone: 'UTC' } }))
}

export function rankOf(priority: NewTask['priority']): number {
  return priorities.indexOf(priority ?? 'none')
}

/** The columns that searches read: text in upper case. */
export function keysOf({ title, description, tags }: Changes) {
  return {
    ...(title !== undefined && { titleKey: title.toUpperCase() }),
    ...(description !== undefined && { descriptionKey: (description ?? '').toUpperCase() }),
    ...(tags !== undefined && { tagsKey: tagsKeyOf(tags ?? []) }),
  }
}

function tagsKeyOf(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `\n${tags.map((tag) => tag.toUpperCase()).join('\n')}\n`
}
