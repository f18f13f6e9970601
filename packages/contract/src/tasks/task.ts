import * as z from 'zod'
import { CalendarDate, Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputText, outputUserId, outputUuid } from '../core/schemas/output-strings.js'
import { Description, due, dueOnce, isDueOnce, maxTags, Priority, Tags, Title } from './fields.js'

export const Task = z
  .object({
    id: outputUuid().describe('Opaque, stable identifier.'),
    userId: outputUserId().describe('Identifier of the user who owns the task.'),
    title: outputText({ max: 200 }).describe('Title of the task.'),
    description: outputText({ max: 10_000 }).nullable().describe('Description of the task, or null.'),
    completed: z.boolean().describe('Whether the task is completed.'),
    completedAt: Timestamp.nullable().describe('When the task was completed, or null while it is pending.'),
    priority: Priority,
    tags: z
      .array(outputText({ max: 50 }))
      .meta({ maxItems: maxTags })
      .describe('Tags in the order in which they were set.'),
    dueDate: CalendarDate.nullable().describe('Date on which the task is due, in any time zone, or null.'),
    dueAt: Timestamp.nullable().describe(
      'Point in time at which the task is due, or null. A task has at most one of `dueDate` and `dueAt`.',
    ),
    deletedAt: Timestamp.nullable().describe(
      'When the task was moved to the trash, or null if it is not in the trash.',
    ),
    revision: z
      .int()
      .min(1)
      .describe(
        'Revision of the task, which its `ETag` contains. Taken from a sequence that increases with every change to any task of the user, by more than 1 after a restore of the database.',
      ),
    createdAt: Timestamp.describe('When the task was created.'),
    updatedAt: Timestamp.describe('When the task was last changed.'),
  })
  .meta({
    id: 'Task',
    description: 'Task of a user.',
    examples: [
      {
        id: '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77',
        userId: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
        title: 'Buy milk',
        description: null,
        completed: false,
        completedAt: null,
        priority: 'high',
        tags: ['home', 'shopping'],
        dueDate: '2026-11-24',
        dueAt: null,
        deletedAt: null,
        revision: 1,
        createdAt: '2026-11-23T09:30:00.000Z',
        updatedAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  })
export type Task = z.infer<typeof Task>

const optional = {
  description: Description.nullable().optional().describe('Description of the task. Null removes it.'),
  priority: Priority.nullable().optional().describe('Priority of the task. Null means `none`.'),
  tags: Tags.nullable().optional().describe('Tags of the task. Null removes all.'),
  ...due,
}

export const NewTask = z
  .strictObject({ title: Title, ...optional })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'NewTask',
    description: 'Task to create. Set at most one of `dueDate` and `dueAt`.',
    examples: [{ title: 'Buy milk' }, { title: 'Call Ada', priority: 'high', dueAt: '2026-11-24T16:00:00Z' }],
  })
export type NewTask = z.infer<typeof NewTask>

export const TaskChanges = z
  .strictObject({
    title: Title.optional(),
    ...optional,
    completed: z.boolean().optional().describe('Whether the task is completed.'),
  })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'TaskChanges',
    description:
      'Changes to a task. Absent fields keep their values; null clears a field. Set at most one of `dueDate` and `dueAt`.',
    examples: [{ title: 'Buy oat milk' }, { dueDate: '2026-11-25', dueAt: null }],
  })
export type TaskChanges = z.infer<typeof TaskChanges>

export const Completion = z
  .strictObject({
    completed: z
      .union([z.boolean(), z.literal('toggle')], { error: 'Enter true, false or "toggle".' })
      .default(true)
      .describe('Whether the task is completed. `toggle` inverts the current value.'),
  })
  .meta({
    id: 'Completion',
    description: 'Completion state to set.',
    examples: [{ completed: true }, { completed: false }],
  })
export type Completion = z.infer<typeof Completion>

export const TaskPage = z
  .object({
    items: z.array(Task).meta({ maxItems: 100 }).describe('Tasks on this page.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'TaskPage', description: 'Page of tasks in the requested order.' })
export type TaskPage = z.infer<typeof TaskPage>
