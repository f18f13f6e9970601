import * as z from 'zod'
import type { Reason } from '../core/field-error.js'
import { foldCase } from '../core/fold-case.js'
import { CalendarDate, TimestampInput } from '../core/schemas/date-time.js'
import { longText, trimmedText } from '../core/schemas/text.js'
import { priorities } from './priorities.js'

export const TaskId = z
  .uuid()
  .toLowerCase()
  .meta({
    id: 'TaskId',
    maxLength: 36,
    description: 'Opaque identifier of a task.',
    examples: ['0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'],
  })
export type TaskId = z.infer<typeof TaskId>

/** The nil and the max UUID have no version, so they identify nothing (RFC 9562, sections 5.9 and 5.10). */
const uuidWithVersion = /^[\da-fA-F]{8}-[\da-fA-F]{4}-[1-8][\da-fA-F]{3}-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}$/

/** The last revision that a write took, in its output. */
export function lastRevision(write: string) {
  return z.int().min(1).optional().describe(`Last revision that ${write} took. Absent if it changed nothing.`)
}

export const NewTaskId = z
  .string()
  .regex(uuidWithVersion, { error: 'Enter a UUID (RFC 9562) of version 1 to 8.' })
  .toLowerCase()
  .meta({
    id: 'NewTaskId',
    format: 'uuid',
    maxLength: 36,
    description: 'UUID of version 1 to 8 (RFC 9562), in upper or lower case. Stored in lower case.',
    examples: ['0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'],
  })
export type NewTaskId = z.infer<typeof NewTaskId>

/** Maximum characters of a title. */
export const maxTitle = 200

export const Title = trimmedText({ name: 'a title', max: maxTitle }).meta({
  id: 'Title',
  description: 'Title of 1 to 200 characters. Leading and trailing whitespace is removed.',
  examples: ['Buy milk'],
})
export type Title = z.infer<typeof Title>

/** Maximum characters of a description. */
export const maxDescription = 10_000

export const Description = longText({ name: 'a description', max: maxDescription }).meta({
  id: 'Description',
  description: 'Description of up to 10,000 characters. Leading and trailing whitespace is removed.',
  examples: ['Two litres, the one with the blue cap.'],
})
export type Description = z.infer<typeof Description>

export const Priority = z.enum(priorities).meta({
  id: 'Priority',
  description: 'Priority of a task.',
  examples: ['high'],
})
export type Priority = z.infer<typeof Priority>

export const Tag = trimmedText({
  name: 'a tag',
  max: 50,
  without: { pattern: '\\x00-\\x1f\\x7f,', words: 'commas or control characters' },
}).meta({
  id: 'Tag',
  description:
    'Tag of 1 to 50 characters without commas or control characters. Leading and trailing whitespace is removed.',
  examples: ['home'],
})
export type Tag = z.infer<typeof Tag>

/** Maximum number of tags of a task. */
export const maxTags = 20

export const Tags = z
  .array(Tag)
  .max(maxTags)
  .refine(areDistinct, {
    error: 'Remove duplicate tags: upper and lower case count as the same.',
    params: { code: 'duplicate' } satisfies Reason,
  })
  .meta({
    id: 'Tags',
    description: `Up to ${maxTags} tags. The order is kept. Tags are unique without regard to case.`,
    examples: [['home', 'shopping']],
    uniqueItems: true,
  })
export type Tags = z.infer<typeof Tags>

/** When a task is due: on a calendar date or at a point in time. */
export const due = {
  dueDate: CalendarDate.nullable().optional().describe('Due date: a calendar date without a time zone.'),
  dueAt: TimestampInput.nullable().optional().describe('Point in time at which the task is due.'),
}

interface Due {
  readonly dueDate?: unknown
  readonly dueAt?: unknown
}

/** Returns whether at most one of `dueDate` and `dueAt` is set. */
export function isDueOnce({ dueDate, dueAt }: Due): boolean {
  return typeof dueDate !== 'string' || typeof dueAt !== 'string'
}

/** JSON Schema could express this rule by `not`, but documentation tools show that in place of the fields. */
export const dueOnce = {
  error: 'Set either dueDate or dueAt, not both.',
  path: ['dueAt'],
  params: { code: 'exclusive' } satisfies Reason,
}

function areDistinct(tags: readonly string[]): boolean {
  return new Set(tags.map(foldCase)).size === tags.length
}
