import * as z from 'zod'
import { limits } from './limits.js'
import { Priority } from './task-fields.js'

const count = z.int().min(0)

export const TaskStats = z
  .object({
    total: count.describe('All tasks outside the trash.'),
    pending: count,
    completed: count,
    overdue: count.describe('Pending tasks whose day or moment has passed.'),
    dueToday: count.describe('Pending tasks that are due today, at whatever time.'),
    byPriority: z.record(Priority, count).describe('All tasks, by their priority.'),
    byTag: z
      .array(z.object({ tag: z.string(), count: z.int().min(1) }))
      .describe(
        `The ${limits.statsTags} tags that most tasks have, with the number of these; one tag in several cases counts as one.`,
      ),
  })
  .meta({ id: 'TaskStats', description: 'How many tasks there are.' })
export type TaskStats = z.infer<typeof TaskStats>
