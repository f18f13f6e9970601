import * as z from 'zod'
import { headerParameters } from '../core/header-parameters.js'
import { limits } from '../core/limits.js'
import { Problem } from '../errors.js'
import { lastRevision, TaskId } from './fields.js'
import { taskLimits } from './limits.js'
import { Completion, NewTask, Task, TaskChanges } from './task.js'

const named = { taskId: TaskId, ifMatch: headerParameters.ifMatch.schema }

function op<const T extends string>(name: T) {
  return z.literal(name).describe('Kind of change.')
}

const BatchCreate = NewTask.safeExtend({ op: op('create') }).meta({
  id: 'BatchCreate',
  description: 'Change that creates a task. Set at most one of `dueDate` and `dueAt`.',
})
const BatchUpdate = TaskChanges.safeExtend({ op: op('update'), ...named }).meta({
  id: 'BatchUpdate',
  description: 'Change that updates a task. Set at most one of `dueDate` and `dueAt`.',
})
const BatchComplete = Completion.safeExtend({ op: op('complete'), ...named }).meta({
  id: 'BatchComplete',
  description: 'Change that completes or reopens a task.',
})
const BatchRemove = z.strictObject({ op: op('remove'), ...named }).meta({
  id: 'BatchRemove',
  description: 'Change that moves a task to the trash.',
})
const BatchRestore = z.strictObject({ op: op('restore'), ...named }).meta({
  id: 'BatchRestore',
  description: 'Change that moves a task out of the trash.',
})

export const BatchOperation = z
  .discriminatedUnion('op', [BatchCreate, BatchUpdate, BatchComplete, BatchRemove, BatchRestore])
  .meta({
    id: 'BatchOperation',
    description: 'One change of a batch. The fields are those of the operation that `op` names.',
  })
export type BatchOperation = z.infer<typeof BatchOperation>

export const Batch = z
  .strictObject({
    operations: z
      .array(BatchOperation)
      .min(1)
      .max(taskLimits.batchChanges)
      .describe(`Up to ${taskLimits.batchChanges} changes, applied in this order.`)
      .meta({ examples: [[{ op: 'create', title: 'Buy milk' }]] }),
    atomic: z
      .boolean()
      .default(true)
      .describe(
        'True: apply all changes or none. False: apply each change separately; the results show which ones failed.',
      ),
  })
  .meta({
    id: 'Batch',
    description: `Batch of changes. The request body is limited to ${limits.bodyBytes} bytes.`,
    examples: [{ operations: [{ op: 'create', title: 'Buy milk' }] }],
  })
export type Batch = z.infer<typeof Batch>

export const BatchResult = z
  .object({
    status: z.int().min(200).max(599).describe('HTTP status that the change would have as a separate request.'),
    task: Task.optional().describe('Task that was created or changed.'),
    problem: Problem.optional().describe('Why the change failed.'),
  })
  .meta({ id: 'BatchResult', description: 'Result of one change of a batch.' })
export type BatchResult = z.infer<typeof BatchResult>

export const BatchResults = z
  .object({
    results: z
      .array(BatchResult)
      .meta({ maxItems: taskLimits.batchChanges })
      .describe('Results in the order of the changes.'),
    revision: lastRevision('the batch'),
  })
  .meta({ id: 'BatchResults', description: 'Results of a batch.' })
export type BatchResults = z.infer<typeof BatchResults>
