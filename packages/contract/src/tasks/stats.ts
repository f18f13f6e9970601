import * as z from 'zod'
import { outputText } from '../core/schemas/output-strings.js'
import type { Priority } from './fields.js'
import { taskLimits } from './limits.js'

const count = z.int().min(0)

export const TaskStats = z
  .object({
    total: count.describe('Number of tasks outside the trash.'),
    pending: count.describe('Number of pending tasks.'),
    completed: count.describe('Number of completed tasks.'),
    overdue: count.describe('Number of pending tasks whose due date has passed.'),
    dueToday: count.describe('Number of pending tasks due today, at any time.'),
    byPriority: z
      .object({
        none: count.describe('Tasks without a priority.'),
        low: count.describe('Tasks with low priority.'),
        medium: count.describe('Tasks with medium priority.'),
        high: count.describe('Tasks with high priority.'),
      } satisfies Record<Priority, unknown>)
      .describe('Number of tasks by priority.'),
    byTag: z
      .array(
        z.object({
          tag: outputText({ max: 50 }).describe('Tag, spelled as in one of the tasks.'),
          count: z.int().min(1).describe('Number of tasks with the tag.'),
        }),
      )
      .meta({ maxItems: taskLimits.statsTags })
      .describe(
        `Number of tasks by tag, for the ${taskLimits.statsTags} most frequent tags. Upper and lower case count as the same tag.`,
      ),
  })
  .meta({ id: 'TaskStats', description: 'Task counts.' })
export type TaskStats = z.infer<typeof TaskStats>
