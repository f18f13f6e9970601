import * as z from 'zod'
import type { FileTypes } from '../core/metadata.js'
import { TimestampInput } from '../core/schemas/date-time.js'
import { outputString } from '../core/schemas/output-strings.js'
import { queryBoolean } from '../core/schemas/query-string.js'
import { wellFormed } from '../core/schemas/text.js'
import { Problem } from '../errors.js'
import { Description, due, dueOnce, isDueOnce, lastRevision, Priority, Tags, TaskId, Title } from './fields.js'
import { taskLimits } from './limits.js'
import { Task } from './task.js'

/** A task in a file. Unknown fields are skipped and reported, so that files of other programs can be imported. */
export const ImportedTask = z
  .object({
    id: TaskId.optional().describe(
      'Updates the task with this id, and restores it from the trash unless `deletedAt` is set. Creates a task with this id if the user has none.',
    ),
    title: Title,
    description: Description.nullable().optional().describe('Description of the task. Null for none.'),
    priority: Priority.nullable().optional().describe('Priority of the task. Null means `none`.'),
    tags: Tags.nullable().optional().describe('Tags of the task. Null for none.'),
    ...due,
    completed: z.boolean().optional().describe('Whether the task is completed.'),
    completedAt: TimestampInput.nullable().optional().describe('When the task was completed.'),
    createdAt: TimestampInput.optional().describe('When the task was created.'),
    deletedAt: TimestampInput.nullable()
      .optional()
      .describe(
        'When the task was moved to the trash, in which it stays. Null or absent for a task outside it. A time in the future counts as now.',
      ),
  })
  .refine(isDueOnce, dueOnce)
  .meta({
    id: 'ImportedTask',
    description:
      'Task to import. For an existing task, absent fields keep their values. Set at most one of `dueDate` and `dueAt`. Names match whatever their case, spaces, underscores and hyphens, and common synonyms such as `due`, `notes` and `done` are accepted. Other fields are listed in `ignored` of the report.',
    examples: [{ title: 'Buy milk', tags: ['home'] }],
  })
export type ImportedTask = z.infer<typeof ImportedTask>

/** An account export. Only its tasks are imported. */
const ImportedAccount = z
  .object({ tasks: z.array(ImportedTask).meta({ maxItems: taskLimits.fileTasks }).describe('Tasks to import.') })
  .meta({
    id: 'ImportedAccount',
    description: 'Export of an account. Its tasks are imported, the rest of it is not.',
  })

export const ExportFormat = z.enum(['json', 'csv', 'ics']).meta({
  id: 'ExportFormat',
  description:
    'File format: JSON, CSV (RFC 4180, values that start like a spreadsheet formula are prefixed with an apostrophe) or iCalendar (RFC 5545).',
  examples: ['json'],
})
export type ExportFormat = z.infer<typeof ExportFormat>

/** Other services whose JSON files can be imported, by format: the file to use. */
export const jsonServiceFormats = {
  google: '`Tasks.json` of Google Takeout',
  microsoft: 'Microsoft To Do, as Microsoft Graph returns lists or tasks',
  trello: 'JSON export of a Trello board',
  vikunja: '`data.json` of a Vikunja export',
  'super-productivity': 'backup of Super Productivity',
  taskwarrior: 'output of `task export` of Taskwarrior',
  'tasks-org': 'backup of Tasks.org',
} as const

/** Other services whose CSV files can be imported, by format: the file to use. */
export const csvServiceFormats = {
  todoist: 'CSV file of a Todoist project: exported as a template, or of a backup',
  ticktick: 'CSV backup of TickTick',
} as const

/** Other services whose files can be imported, by format: the file to use. */
export const serviceFormats = { ...jsonServiceFormats, ...csvServiceFormats } as const

const services = Object.entries(serviceFormats).map(([format, file]) => `\`${format}\`: ${file}.`)

export const ImportFormat = z.enum(['json', 'csv', 'ics', 'auto', ...keysOf(serviceFormats)]).meta({
  id: 'ImportFormat',
  description:
    'File format. `json`: an array of tasks, or an account export. `csv`: a header row of field names as in JSON, then one row per task, delimited by commas, semicolons or tabs, as the header row shows or a first line such as `sep=;` says. An empty cell clears its field: no description, tags, priority or due date, not completed. An empty `id` or `createdAt` counts as absent. Rows of empty cells are skipped. `ics`: the VTODO components of iCalendar (RFC 5545). ' +
    `${services.join(' ')} What has no field, such as a recurrence, becomes lines of the description. \`auto\`: any of them, by its content.`,
  examples: ['json'],
})
export type ImportFormat = z.infer<typeof ImportFormat>

export const DateOrder = z.enum(['dmy', 'mdy', 'ymd']).meta({
  id: 'DateOrder',
  description: 'Order of day, month and year in dates such as 01.12.2026 or 12/1/2026.',
  examples: ['dmy'],
})
export type DateOrder = z.infer<typeof DateOrder>

export const ImportQuery = z.strictObject({
  format: ImportFormat.default('json').describe(
    'File format. On REST, the default is determined by `Content-Type`; `text/plain` means `auto`.',
  ),
  dateOrder: DateOrder.optional().describe(
    'Order of day, month and year in the dates of a CSV file. Without it, dates with two meanings such as 01/02/2026 are invalid. Dates that start with the year are always valid.',
  ),
})

export const ExportQuery = z.strictObject({
  format: ExportFormat.default('json'),
  bom: queryBoolean()
    .default(false)
    .describe(
      'Whether a CSV file starts with a byte order mark, by which Excel detects UTF-8. Other formats have none.',
    ),
})

function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[] // the type of a constant has all its keys
}

const csv = z.string().meta({ examples: ['title,tags\nBuy milk,home\n'] })

export const exported = {
  json: { mediaType: 'application/json', schema: z.array(Task) },
  csv: { mediaType: 'text/csv', schema: csv },
  ics: { mediaType: 'text/calendar', schema: z.string() },
} as const satisfies Record<ExportFormat, FileTypes[string]>

const ServiceFile = z
  .looseObject({})
  .meta({ id: 'ServiceFile', description: 'File of another service, or an item of one, if `format` names it.' })

const serviceFile = {
  mediaType: 'application/json',
  schema: z.union([ServiceFile, z.array(ServiceFile).meta({ maxItems: taskLimits.fileTasks })]),
} as const satisfies FileTypes[string]

const csvFile = { mediaType: 'text/csv', schema: csv } as const satisfies FileTypes[string]

/** Returns the same type of file for each format of a table. */
function filesOf<T extends object, F>(table: T, file: F): Record<keyof T, F> {
  return Object.fromEntries(keysOf(table).map((format) => [format, file])) as Record<keyof T, F> // has the keys of the table
}

export const imported = {
  json: {
    mediaType: 'application/json',
    schema: z
      .union([z.array(ImportedTask).meta({ maxItems: taskLimits.fileTasks }), ImportedAccount])
      .meta({ examples: [[{ title: 'Buy milk', tags: ['home'] }]] }),
  },
  csv: csvFile,
  ics: { mediaType: 'text/calendar', schema: z.string() },
  auto: { mediaType: 'text/plain', schema: z.string() },
  ...filesOf(jsonServiceFormats, serviceFile),
  ...filesOf(csvServiceFormats, csvFile),
} as const satisfies Record<ImportFormat, FileTypes[string]>

export const TaskFile = z
  .strictObject({
    content: wellFormed(z.string())
      .describe('Content of the file.')
      .meta({ examples: ['[{"title":"Buy milk"}]'] }),
  })
  .meta({ id: 'TaskFile', description: `File with up to ${taskLimits.fileTasks} tasks.` })
export type TaskFile = z.infer<typeof TaskFile>

export const ImportReport = z
  .object({
    created: z.int().min(0).describe('Number of tasks created.'),
    updated: z.int().min(0).describe('Number of tasks updated.'),
    revision: lastRevision('the import'),
    failed: z
      .array(
        z.object({
          row: z.int().min(1).describe('Number of the task in the file. The first task is row 1.'),
          problem: Problem.describe('Why the task was skipped.'),
        }),
      )
      .meta({ maxItems: taskLimits.fileFailures })
      .describe('Invalid tasks, which were skipped.'),
    ignored: z
      .array(outputString({ maxLength: 100, pattern: '^[^\\x00]*$' }))
      .meta({ maxItems: taskLimits.fileIgnored })
      .describe(
        `Names of columns or fields that were not understood, so their values were not imported: at most the first ${taskLimits.fileIgnored}, each shortened to 100 characters.`,
      ),
  })
  .meta({ id: 'ImportReport', description: 'Result of an import.' })
export type ImportReport = z.infer<typeof ImportReport>
