import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputUuid } from '../core/schemas/output-strings.js'
import { Task } from './task.js'

const revision = z.int().min(1).describe('Rises from one change to the next.')

const TaskPut = z
  .object({ revision, type: z.literal('put').describe('That it is there.'), task: Task })
  .meta({ id: 'TaskPut', description: 'The task is so from here on: keep it, in place of what was kept of it.' })

const TaskDelete = z
  .object({
    revision,
    type: z.literal('delete').describe('That it is gone.'),
    id: outputUuid().describe('Which task it was.'),
    deletedAt: Timestamp.describe('When it was moved to the trash.'),
  })
  .meta({ id: 'TaskDelete', description: 'The task is in the trash: forget it, if it is kept.' })

export const TaskChange = z
  .discriminatedUnion('type', [TaskPut, TaskDelete])
  .meta({ id: 'TaskChange', description: 'The last change to one task.' })
export type TaskChange = z.infer<typeof TaskChange>

export const ChangePage = z
  .object({
    items: z.array(TaskChange).meta({ maxItems: 500 }).describe('The changes of this page.'),
    nextCursor: outputCursor().describe('The `since` of the next call, now or later.'),
    hasMore: z.boolean().describe('Whether there are changes after these already.'),
  })
  .meta({
    id: 'ChangePage',
    description: 'Changes in the order that they were made in; of each task, the last one only.',
  })
export type ChangePage = z.infer<typeof ChangePage>
