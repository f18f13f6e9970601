import * as z from 'zod'
import { CalendarDate, TimestampInput } from '../core/schemas/date-time.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { queryBoolean, queryList } from '../core/schemas/query-string.js'
import { trimmedText } from '../core/schemas/text.js'
import { TimeZone } from '../core/schemas/time-zone.js'
import { maxTags, Priority, Tag } from './fields.js'
import { taskLimits } from './limits.js'

export const TaskStatus = z.enum(['all', 'pending', 'completed']).meta({
  id: 'TaskStatus',
  description: 'Filter by completion.',
  examples: ['pending'],
})
export type TaskStatus = z.infer<typeof TaskStatus>

export const TaskSort = z.enum(['created', 'updated', 'due', 'priority', 'title']).meta({
  id: 'TaskSort',
  description:
    'Sort key. With `due`, a due date stands for the start of that day in `timeZone`, and tasks without a due time come last. Titles are in the order of the Unicode collation (CLDR root, locale `und-u-kn`): numbers by value, letters by script and alphabet; accents, then case, order titles that are otherwise equal. Han characters are in the order of their code points.',
  examples: ['due'],
})
export type TaskSort = z.infer<typeof TaskSort>

export const SortOrder = z.enum(['asc', 'desc']).meta({
  id: 'SortOrder',
  description: 'Sort direction.',
  examples: ['asc'],
})
export type SortOrder = z.infer<typeof SortOrder>

export const Search = trimmedText({ name: 'words', max: 200, allowsBlank: true }).meta({
  id: 'Search',
  description:
    'Words that must all occur in the title, the description or a tag. Matches parts of words, without regard to case, accents and width: text is compared in NFKD, case-folded, without accents and vowel points. Blank text matches every task.',
  examples: ['milk'],
})
export type Search = z.infer<typeof Search>

export const TaskDue = z.enum(['today', 'tomorrow', 'week', 'overdue', 'none']).meta({
  id: 'TaskDue',
  description:
    'Pending tasks that are due today, tomorrow, or within the seven days from today; `overdue` ones; or those without a due time. Days are those of `timeZone`.',
  examples: ['today'],
})
export type TaskDue = z.infer<typeof TaskDue>

const DueBound = z.union([CalendarDate, TimestampInput], { error: ({ input }) => dueBoundError(input) }).meta({
  id: 'DueBound',
  description: 'Timestamp (RFC 3339), or a calendar date, which means the start of that day in `timeZone`.',
  examples: ['2026-12-01'],
})

/** Text that begins as a timestamp gets the message for timestamps. */
function dueBoundError(input: unknown): string {
  const isTimestamp = typeof input === 'string' && /^\d{4}-\d\d-\d\d[Tt ]/.test(input)
  const [issue] = (isTimestamp && TimestampInput.safeParse(input).error?.issues) || []
  return issue?.message ?? 'Enter a date such as 2026-11-23, or a timestamp such as 2026-11-23T09:30:00Z.'
}

/** Filters, order and page of a task list. */
export const TaskQuery = z.strictObject({
  status: TaskStatus.default('all'),
  priority: queryList(Priority, { max: Priority.options.length })
    .optional()
    .describe('Tasks with one of these priorities.'),
  tags: queryList(Tag, { max: maxTags }).optional().describe('Tasks with all of these tags, without regard to case.'),
  due: TaskDue.optional(),
  dueBefore: DueBound.optional().describe('Tasks due before this time.'),
  dueAfter: DueBound.optional().describe('Tasks due at this time or later.'),
  overdue: queryBoolean().optional().describe('True: pending tasks whose due date has passed. False: all other tasks.'),
  timeZone: TimeZone.optional().describe('Time zone of days and due dates. Default: UTC.'),
  search: Search.optional(),
  trashed: queryBoolean().default(false).describe('True: only tasks in the trash. False: only tasks outside it.'),
  sort: TaskSort.default('created'),
  order: SortOrder.optional().describe(
    'Sort direction. Default: `asc` for `due` and `title`, `desc` for `created`, `updated` and `priority`.',
  ),
  limit: pageLimit({ max: taskLimits.pageTasks }),
  cursor: Cursor.optional(),
})
export type TaskQuery = z.infer<typeof TaskQuery>
