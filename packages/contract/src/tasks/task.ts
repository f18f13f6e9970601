import * as z from 'zod'
import { CalendarDate, Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputText, outputUserId, outputUuid } from '../core/schemas/output-strings.js'
import { Description, due, dueOnce, isDueOnce, maxTags, notDueTwice, Priority, Tags, Title } from './fields.js'

export const Task = z
  .object({
    id: outputUuid().describe('Opaque and stable.'),
    userId: outputUserId().describe('Whose task it is.'),
    title: outputText({ max: 200 }).describe('What is to be done.'),
    description: outputText({ max: 10_000 }).nullable().describe('More about it; null where there is none.'),
    completed: z.boolean().describe('Whether it is done.'),
    completedAt: Timestamp.nullable().describe('When it was completed; null while it is pending.'),
    priority: Priority,
    tags: z
      .array(outputText({ max: 50 }))
      .meta({ maxItems: maxTags })
      .describe('In the order that they were given in.'),
    dueDate: CalendarDate.nullable().describe('The day that it is due on, whatever the time zone.'),
    dueAt: Timestamp.nullable().describe('The moment that it is due at; null where it has a day or is never due.'),
    deletedAt: Timestamp.nullable().describe('When it was moved to the trash; null outside of it.'),
    revision: z.int().min(1).describe("Grows with each change to any of the user's tasks; the `ETag` of the task."),
    createdAt: Timestamp.describe('When it was created.'),
    updatedAt: Timestamp.describe('When it was last changed.'),
  })
  .meta({
    id: 'Task',
    description: 'One thing to do.',
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
  description: Description.nullable().optional().describe('Null: it has none.'),
  priority: Priority.nullable().optional().describe('Null is `none`.'),
  tags: Tags.nullable().optional().describe('Null: it has none.'),
  ...due,
}

export const NewTask = z
  .strictObject({ title: Title, ...optional })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'NewTask',
    description: 'A task to create. It is due on a day or at a moment, or never.',
    examples: [{ title: 'Buy milk' }, { title: 'Call Ada', priority: 'high', dueAt: '2026-11-24T16:00:00Z' }],
    ...notDueTwice,
  })
export type NewTask = z.infer<typeof NewTask>

export const TaskChanges = z
  .strictObject({
    title: Title.optional(),
    ...optional,
    completed: z.boolean().optional().describe('Whether it is done.'),
  })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'TaskChanges',
    description: 'What to change: a field that is absent stays as it is, null clears it.',
    examples: [{ title: 'Buy oat milk' }, { dueDate: '2026-11-25', dueAt: null }],
    ...notDueTwice,
  })
export type TaskChanges = z.infer<typeof TaskChanges>

export const Completion = z
  .strictObject({
    completed: z.boolean().optional().describe('Absent: the other of what it is.'),
  })
  .meta({
    id: 'Completion',
    description: 'Whether the task is done.',
    examples: [{ completed: true }],
  })
export type Completion = z.infer<typeof Completion>

export const TaskPage = z
  .object({
    items: z.array(Task).meta({ maxItems: 100 }).describe('The tasks of this page.'),
    nextCursor: outputCursor().nullable().describe('Where the next page begins; null on the last one.'),
  })
  .meta({ id: 'TaskPage', description: 'Some of the tasks, in the order that was asked for.' })
export type TaskPage = z.infer<typeof TaskPage>
