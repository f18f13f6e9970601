import * as z from 'zod'
import { outputText } from '../core/schemas/output-strings.js'
import type { Priority } from './fields.js'
import { taskLimits } from './limits.js'

const count = z.int().min(0)

export const TaskStats = z
  .object({
    total: count.describe('All tasks outside the trash.'),
    pending: count.describe('Those that are not completed.'),
    completed: count.describe('Those that are completed.'),
    overdue: count.describe('Pending tasks whose day or moment has passed.'),
    dueToday: count.describe('Pending tasks that are due today, at whatever time.'),
    byPriority: z
      .object({
        none: count.describe('Those of none.'),
        low: count.describe('Those of low.'),
        medium: count.describe('Those of medium.'),
        high: count.describe('Those of high.'),
      } satisfies Record<Priority, unknown>)
      .describe('All tasks, by their priority.'),
    byTag: z
      .array(
        z.object({
          tag: outputText({ max: 50 }).describe('As one of these tasks has it.'),
          count: z.int().min(1).describe('How many have it.'),
        }),
      )
      .meta({ maxItems: taskLimits.statsTags })
      .describe(
        `The ${taskLimits.statsTags} tags that most tasks have, with the number of these; one tag in several cases counts as one.`,
      ),
  })
  .meta({ id: 'TaskStats', description: 'How many tasks there are.' })
export type TaskStats = z.infer<typeof TaskStats>
