import * as z from 'zod'
import type { FileTypes } from '../core/metadata.js'
import { TimestampInput } from '../core/schemas/date-time.js'
import { wellFormed } from '../core/schemas/text.js'
import { Problem } from '../errors.js'
import { Description, due, dueOnce, isDueOnce, notDueTwice, Priority, Tags, TaskId, Title } from './fields.js'
import { taskLimits } from './limits.js'
import { Task } from './task.js'

/** A task in a file. What else a file tells of it is passed over: a file that was exported can be imported. */
export const ImportedTask = z
  .object({
    id: TaskId.optional().describe(
      'A task that the user has is changed, and restored where it is in the trash; else one is made, with this id.',
    ),
    title: Title,
    description: Description.nullable().optional().describe('Null: it has none.'),
    priority: Priority.nullable().optional().describe('Null is `none`.'),
    tags: Tags.nullable().optional().describe('Null: it has none.'),
    ...due,
    completed: z.boolean().optional().describe('Whether it is done.'),
    completedAt: TimestampInput.nullable().optional().describe('When it was completed.'),
    createdAt: TimestampInput.optional().describe('When it was created.'),
  })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'ImportedTask',
    description: 'A task to import. Of a task that there is, a field that is absent stays as it is.',
    examples: [{ title: 'Buy milk', tags: ['home'] }],
    ...notDueTwice,
  })
export type ImportedTask = z.infer<typeof ImportedTask>

export const ExportFormat = z.enum(['json', 'csv', 'ics']).meta({
  id: 'ExportFormat',
  description: 'JSON; CSV (RFC 4180), its formulas made harmless by an apostrophe; or iCalendar (RFC 5545).',
  examples: ['json'],
})
export type ExportFormat = z.infer<typeof ExportFormat>

export const ImportFormat = z.enum(['json', 'csv']).meta({
  id: 'ImportFormat',
  description: 'JSON: an array of tasks. CSV: a line of field names, then a line for each task.',
  examples: ['json'],
})
export type ImportFormat = z.infer<typeof ImportFormat>

const csv = z.string().meta({ examples: ['title,tags\nBuy milk,home\n'] })

export const exported = {
  json: { mediaType: 'application/json', schema: z.array(Task) },
  csv: { mediaType: 'text/csv', schema: csv },
  ics: { mediaType: 'text/calendar', schema: z.string() },
} as const satisfies Record<ExportFormat, FileTypes[string]>

export const imported = {
  json: { mediaType: 'application/json', schema: z.array(ImportedTask).meta({ maxItems: taskLimits.fileTasks }) },
  csv: { mediaType: 'text/csv', schema: csv },
} as const satisfies Record<ImportFormat, FileTypes[string]>

export const TaskFile = z
  .strictObject({
    format: ImportFormat.default('json'),
    content: wellFormed(z.string())
      .describe('The text of the file.')
      .meta({ examples: ['[{"title":"Buy milk"}]'] }),
  })
  .meta({ id: 'TaskFile', description: `A file with up to ${taskLimits.fileTasks} tasks.` })
export type TaskFile = z.infer<typeof TaskFile>

export const ImportReport = z
  .object({
    created: z.int().min(0).describe('How many tasks were made.'),
    updated: z.int().min(0).describe('How many tasks were changed.'),
    failed: z
      .array(
        z.object({
          row: z.int().min(1).describe('Its place in the file.'),
          problem: Problem.describe('Why it was passed over.'),
        }),
      )
      .meta({ maxItems: taskLimits.fileFailures })
      .describe('The tasks that were passed over, by their place in the file: the first task is row 1.'),
  })
  .meta({ id: 'ImportReport', description: 'What came of the tasks in a file.' })
export type ImportReport = z.infer<typeof ImportReport>
