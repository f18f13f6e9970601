import * as z from 'zod'
import { CalendarDate, TimestampInput } from '../core/schemas/date-time.js'
import { foldCase, longText, trimmedText } from '../core/schemas/text.js'

export const TaskId = z
  .uuid()
  .toLowerCase()
  .meta({
    id: 'TaskId',
    maxLength: 36,
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

/** From the least to the most. */
export const Priority = z.enum(['none', 'low', 'medium', 'high']).meta({
  id: 'Priority',
  description: 'How much it matters.',
  examples: ['high'],
})
export type Priority = z.infer<typeof Priority>

export const Tag = trimmedText({
  max: 50,
  without: { pattern: '\\x00-\\x1f\\x7f,', words: 'comma and no control character' },
}).meta({
  id: 'Tag',
  description: 'A word to find tasks by: 1 to 50 characters between outer spaces, which are dropped; none is a comma.',
  examples: ['home'],
})
export type Tag = z.infer<typeof Tag>

/** At most so many tags has a task. */
export const maxTags = 20

export const Tags = z
  .array(Tag)
  .max(maxTags)
  .refine(areDistinct, { error: 'Must not name a tag twice: upper and lower case are the same' })
  .meta({
    id: 'Tags',
    description: `Up to ${maxTags} tags in an order of their own; no two differ by case alone.`,
    examples: [['home', 'shopping']],
    uniqueItems: true,
  })
export type Tags = z.infer<typeof Tags>

/** When a task is due: on a day, or at a moment. */
export const due = {
  dueDate: CalendarDate.nullable().optional().describe('The day that it is due on.'),
  dueAt: TimestampInput.nullable().optional().describe('The moment that it is due at.'),
}

interface Due {
  readonly dueDate?: unknown
  readonly dueAt?: unknown
}

export function isDueOnce({ dueDate, dueAt }: Due): boolean {
  return typeof dueDate !== 'string' || typeof dueAt !== 'string'
}

export const dueOnce = { error: 'A task is due on a day or at a moment, not both', path: ['dueAt'] }

/** The same in the words of JSON Schema. */
export const notDueTwice = {
  not: {
    required: ['dueDate', 'dueAt'],
    properties: { dueDate: { not: { type: 'null' } }, dueAt: { not: { type: 'null' } } },
  },
}

function areDistinct(tags: readonly string[]): boolean {
  return new Set(tags.map(foldCase)).size === tags.length
}
