import * as z from 'zod'
import { headerParameters } from '../core/header-parameters.js'
import { limits } from '../core/limits.js'
import { Problem } from '../errors.js'
import { notDueTwice, TaskId } from './fields.js'
import { taskLimits } from './limits.js'
import { Completion, NewTask, Task, TaskChanges } from './task.js'

const named = { taskId: TaskId, ifMatch: headerParameters.ifMatch.schema }

function op<const T extends string>(name: T) {
  return z.literal(name).describe('Which change it is.')
}

const BatchCreate = NewTask.safeExtend({ op: op('create') }).meta({
  id: 'BatchCreate',
  description: 'A task to create.',
  ...notDueTwice,
})
const BatchUpdate = TaskChanges.safeExtend({ op: op('update'), ...named }).meta({
  id: 'BatchUpdate',
  description: 'What to change of a task.',
  ...notDueTwice,
})
const BatchComplete = Completion.safeExtend({ op: op('complete'), ...named }).meta({
  id: 'BatchComplete',
  description: 'Whether a task is done.',
})
const BatchRemove = z.strictObject({ op: op('remove'), ...named }).meta({
  id: 'BatchRemove',
  description: 'A task to move to the trash.',
})

export const BatchOperation = z
  .discriminatedUnion('op', [BatchCreate, BatchUpdate, BatchComplete, BatchRemove])
  .meta({ id: 'BatchOperation', description: 'One change, with the fields that the operation of its name takes.' })
export type BatchOperation = z.infer<typeof BatchOperation>

export const Batch = z
  .strictObject({
    operations: z
      .array(BatchOperation)
      .min(1)
      .max(taskLimits.batchChanges)
      .describe(`Up to ${taskLimits.batchChanges} changes, made in this order.`)
      .meta({ examples: [[{ op: 'create', title: 'Buy milk' }]] }),
    atomic: z
      .boolean()
      .default(true)
      .describe('True: all or none. False: each by itself; the results tell which failed.'),
  })
  .meta({
    id: 'Batch',
    description: `Several changes at once, in a body of at most ${limits.bodyBytes} bytes.`,
    examples: [{ operations: [{ op: 'create', title: 'Buy milk' }] }],
  })
export type Batch = z.infer<typeof Batch>

export const BatchResult = z
  .object({
    status: z.int().min(200).max(599).describe('The HTTP status that the change would have had by itself.'),
    task: Task.optional().describe('What was made or changed.'),
    problem: Problem.optional().describe('Why nothing was changed.'),
  })
  .meta({ id: 'BatchResult', description: 'How one change ended.' })
export type BatchResult = z.infer<typeof BatchResult>

export const BatchResults = z
  .object({
    results: z
      .array(BatchResult)
      .meta({ maxItems: taskLimits.batchChanges })
      .describe('One for each change, in their order.'),
  })
  .meta({ id: 'BatchResults', description: 'How each change of the batch ended.' })
export type BatchResults = z.infer<typeof BatchResults>
