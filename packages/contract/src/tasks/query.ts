import * as z from 'zod'
import { CalendarDate, TimestampInput } from '../core/schemas/date-time.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { queryBoolean, queryList } from '../core/schemas/query-string.js'
import { trimmedText } from '../core/schemas/text.js'
import { TimeZone } from '../core/schemas/time-zone.js'
import { maxTags, Priority, Tag } from './fields.js'

export const TaskStatus = z.enum(['all', 'pending', 'completed']).meta({
  id: 'TaskStatus',
  description: 'Which tasks to list.',
  examples: ['pending'],
})
export type TaskStatus = z.infer<typeof TaskStatus>

export const TaskSort = z.enum(['created', 'updated', 'due', 'priority', 'title']).meta({
  id: 'TaskSort',
  description:
    'What to order tasks by. Those that are never due come last; titles are compared by code point, without case.',
  examples: ['due'],
})
export type TaskSort = z.infer<typeof TaskSort>

export const SortOrder = z.enum(['asc', 'desc']).meta({
  id: 'SortOrder',
  description: 'Up or down.',
  examples: ['asc'],
})
export type SortOrder = z.infer<typeof SortOrder>

export const Search = trimmedText({ max: 200 }).meta({
  id: 'Search',
  description:
    'Words that must all occur in the title, the description or a tag, as parts of words too; case does not count.',
  examples: ['milk'],
})
export type Search = z.infer<typeof Search>

const DueBound = z
  .union([CalendarDate, TimestampInput], {
    error: 'Must be a day such as 2026-11-23, or a moment in UTC such as 2026-11-23T09:30:00Z',
  })
  .meta({
    id: 'DueBound',
    description: 'A moment in UTC, or a day, which begins at midnight UTC here.',
    examples: ['2026-12-01'],
  })

/** Which tasks to list, in which order. */
export const TaskQuery = z.strictObject({
  status: TaskStatus.default('all'),
  priority: queryList(Priority, { max: Priority.options.length })
    .optional()
    .describe('Tasks of one of these priorities.'),
  tags: queryList(Tag, { max: maxTags })
    .optional()
    .describe('Tasks that have every one of these tags; case does not count.'),
  dueBefore: DueBound.optional().describe('Tasks that are due before this.'),
  dueAfter: DueBound.optional().describe('Tasks that are due at this or later.'),
  overdue: queryBoolean().optional().describe('True: pending tasks whose day or moment has passed; false: all others.'),
  timeZone: TimeZone.optional().describe('Where the day is that `overdue` goes by; UTC where it is absent.'),
  search: Search.optional(),
  trashed: queryBoolean().default(false).describe('True: the tasks in the trash instead.'),
  sort: TaskSort.default('created'),
  order: SortOrder.optional().describe(
    'Where it is absent: the newest, the last updated, the most important first; due and title upwards.',
  ),
  limit: pageLimit(),
  cursor: Cursor.optional(),
})
export type TaskQuery = z.infer<typeof TaskQuery>
