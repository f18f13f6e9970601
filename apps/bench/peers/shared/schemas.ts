import * as z from 'zod'

/** Requests and responses in zod. */

export const priorities = ['none', 'low', 'medium', 'high'] as const
const Priority = z.enum(priorities)

const fields = {
  description: z.string().max(10_000).nullish(),
  priority: Priority.nullish(),
  tags: z.array(z.string().trim().min(1).max(50)).max(20).nullish(),
  dueDate: z.iso.date().nullish(),
  dueAt: z.iso.datetime().nullish(),
}
const Title = z.string().trim().min(1).max(200)

export const NewTask = z.strictObject({ title: Title, ...fields })
export type NewTask = z.infer<typeof NewTask>

export const Changes = z.strictObject({ title: Title.optional(), ...fields })
export type Changes = z.infer<typeof Changes>

export const Completion = z.strictObject({ completed: z.boolean().optional() })

export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  search: z.string().trim().min(1).max(200).optional(),
  cursor: z.string().max(4000).optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

export const TaskId = z.uuid()
export const OfUser = z.object({ userId: z.string() })
export const OfTask = z.object({ userId: z.string(), taskId: TaskId })

export const Task = z.object({
  id: z.string(),
  userId: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  completed: z.boolean(),
  completedAt: z.iso.datetime().nullable(),
  priority: Priority,
  tags: z.array(z.string()),
  dueDate: z.iso.date().nullable(),
  dueAt: z.iso.datetime().nullable(),
  deletedAt: z.iso.datetime().nullable(),
  revision: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Task = z.infer<typeof Task>

export const Page = z.object({ items: z.array(Task), nextCursor: z.string().nullable() })
export type Page = z.infer<typeof Page>
