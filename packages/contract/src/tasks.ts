import { initContract } from '@ts-rest/core'
import * as z from 'zod'
import { UserId } from './account.js'
import { Instant } from './instant.js'
import { routes } from './metadata.js'
import { Cursor, pageLimit } from './page.js'
import { longText, trimmedText } from './text.js'

export const TaskId = z.uuid().meta({
  id: 'TaskId',
  description: 'Names a task; opaque.',
  examples: ['0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'],
})
export type TaskId = z.infer<typeof TaskId>

export const Title = trimmedText({ max: 200 }).meta({
  id: 'Title',
  description: 'What is to be done: 1 to 200 characters between outer spaces, which are dropped.',
  examples: ['Buy milk'],
})
export type Title = z.infer<typeof Title>

export const Description = longText({ max: 10_000 }).meta({
  id: 'Description',
  description: 'More about it: up to 10 000 characters; outer spaces are dropped.',
  examples: ['Two litres, the one with the blue cap.'],
})
export type Description = z.infer<typeof Description>

export const Task = z
  .object({
    id: z.string().describe('Opaque and stable.'),
    userId: z.string().describe('Whose task it is.'),
    title: z.string(),
    description: z.string().nullable(),
    completed: z.boolean(),
    completedAt: Instant.nullable().describe('When it was completed; null while it is pending.'),
    revision: z.int().min(1).describe("Grows with each change to any of the user's tasks."),
    createdAt: Instant,
    updatedAt: Instant,
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
        revision: 1,
        createdAt: '2026-11-23T09:30:00.000Z',
        updatedAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  })
export type Task = z.infer<typeof Task>

export const NewTask = z
  .strictObject({
    title: Title,
    description: Description.nullable().optional(),
  })
  .meta({
    id: 'NewTask',
    description: 'A task to create.',
    examples: [{ title: 'Buy milk' }],
  })
export type NewTask = z.infer<typeof NewTask>

export const TaskChanges = z
  .strictObject({
    title: Title.optional(),
    description: Description.nullable().optional().describe('Null clears it.'),
    completed: z.boolean().optional(),
  })
  .meta({
    id: 'TaskChanges',
    description: 'What to change; a field that is absent stays as it is.',
    examples: [{ title: 'Buy oat milk' }],
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
    items: z.array(Task),
    nextCursor: z.string().nullable().describe('Where the next page begins; null on the last one.'),
  })
  .meta({ id: 'TaskPage', description: 'Some of the tasks, newest first.' })
export type TaskPage = z.infer<typeof TaskPage>

export const TaskStatus = z.enum(['all', 'pending', 'completed']).meta({
  id: 'TaskStatus',
  description: 'Which tasks to list.',
  examples: ['pending'],
})
export type TaskStatus = z.infer<typeof TaskStatus>

const c = initContract()
const ofUser = z.object({ userId: UserId })
const ofTask = z.object({ userId: UserId, taskId: TaskId })

export const tasks = routes({
  list: {
    method: 'GET',
    path: '/api/:userId/tasks',
    summary: 'List tasks',
    description: 'Newest first, a page at a time. Refused with `invalid_cursor` when the cursor is not of this list.',
    metadata: {
      access: 'user',
      limit: 'read',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['invalid_cursor'],
    },
    pathParams: ofUser,
    query: z.strictObject({
      status: TaskStatus.default('all'),
      limit: pageLimit(),
      cursor: Cursor.optional(),
    }),
    responses: { 200: TaskPage },
  },
  create: {
    method: 'POST',
    path: '/api/:userId/tasks',
    summary: 'Create a task',
    description: 'Refused when the title is blank or a field is unknown.',
    metadata: {
      access: 'user',
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
    },
    pathParams: ofUser,
    body: NewTask,
    responses: { 201: Task },
  },
  get: {
    method: 'GET',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Get a task',
    description: 'Refused with `not_found` when the user has no such task.',
    metadata: {
      access: 'user',
      limit: 'read',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    responses: { 200: Task },
  },
  update: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Change a task',
    description:
      'Changes the fields that are given and no other. Refused with `not_found` when the user has no such task.',
    metadata: {
      access: 'user',
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    body: TaskChanges,
    responses: { 200: Task },
  },
  complete: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId/complete',
    summary: 'Complete or reopen a task',
    description: 'Without a body it toggles. Refused with `not_found` when the user has no such task.',
    metadata: {
      access: 'user',
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    body: Completion,
    responses: { 200: Task },
  },
  remove: {
    method: 'DELETE',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Delete a task',
    description: 'Refused with `not_found` when the user has no such task, so also the second time.',
    metadata: {
      access: 'user',
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    responses: { 204: c.noBody() },
  },
})
