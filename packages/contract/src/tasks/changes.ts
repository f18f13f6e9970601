import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputUuid } from '../core/schemas/output-strings.js'
import { taskLimits } from './limits.js'
import { Task } from './task.js'

/** Stands for the cursor after all changes so far, as the `latest` of other APIs with delta queries. */
export const latestCursor = 'latest'

const revision = z.int().min(1).describe('Revision of the change. Increases with each change.')

const TaskPut = z
  .object({ revision, type: z.literal('put').describe('The task exists.'), task: Task })
  .meta({ id: 'TaskPut', description: 'The current state of a task. Insert it or replace your copy.' })

const TaskDelete = z
  .object({
    revision,
    type: z.literal('delete').describe('The task was deleted.'),
    id: outputUuid().describe('Identifier of the deleted task.'),
    deletedAt: Timestamp.describe('When it was moved to the trash.'),
  })
  .meta({ id: 'TaskDelete', description: 'A task that was moved to the trash. Delete your copy.' })

export const TaskChange = z
  .discriminatedUnion('type', [TaskPut, TaskDelete])
  .meta({ id: 'TaskChange', description: 'Latest change to one task.' })
export type TaskChange = z.infer<typeof TaskChange>

export const ChangePage = z
  .object({
    items: z.array(TaskChange).meta({ maxItems: taskLimits.pageChanges }).describe('Changes on this page.'),
    revision: z
      .int()
      .min(0)
      .describe(
        'Revision that this page ends with. If `hasMore` is false, this page and the earlier ones contain every change up to it. Purges increase it without an item.',
      ),
    nextCursor: outputCursor().describe('Value of `since` for the next request.'),
    hasMore: z.boolean().describe('Whether more changes are available now.'),
  })
  .meta({
    id: 'ChangePage',
    description: 'Page of changes, oldest first, with the latest change of each task only.',
  })
export type ChangePage = z.infer<typeof ChangePage>
