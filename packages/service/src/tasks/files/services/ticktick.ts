import type { Priority } from '@taskpact/contract'
import type { CsvRow, CsvService } from './csv-service.js'
import type { Due } from './due.js'
import type { Fact, ForeignTask } from './imported-task.js'
import { lookUp } from './json-access.js'
import { splitChecklist } from './ticktick-checklist.js'
import { toDue, toTimestamp } from './ticktick-date.js'

const columns = [
  'Folder Name',
  'List Name',
  'Title',
  'Kind',
  'Tags',
  'Content',
  'Is Check list',
  'Start Date',
  'Due Date',
  'Reminder',
  'Repeat',
  'Priority',
  'Status',
  'Created Time',
  'Completed Time',
  'Order',
  'Timezone',
  'Is All Day',
  'Is Floating',
  'Column Name',
  'Column Order',
  'View Mode',
  'taskId',
  'parentId',
  'projectKind',
] as const

type Column = (typeof columns)[number]
type TickTickRow = CsvRow<Column>

/** The CSV backup of TickTick. Its date, version and statuses are before the header row. A subtask can be before its parent. */
export const ticktick: CsvService<Column> = {
  name: 'TickTick',
  columns,
  required: ['List Name', 'Title', 'Is Check list'],
  isPreamble: (line) => /^"*\s*(?:(?:date|version|status)\s*:|-?\d+\s+\p{L})/iu.test(line),
  async *tasks(rows) {
    const all: TickTickRow[] = []
    const titles = new Map<string | undefined, string | undefined>()
    for await (const row of rows) {
      all.push(row)
      titles.set(row('taskId'), row('Title'))
    }
    for (const row of all) yield toTask(row, titles)
  },
}

const priorities: Readonly<Record<string, Priority>> = { 0: 'none', 1: 'low', 3: 'medium', 5: 'high' }

function toTask(row: TickTickRow, titles: ReadonlyMap<string | undefined, string | undefined>): ForeignTask {
  const isChecklist = isYes(row('Is Check list')) || row('Kind') === 'CHECKLIST'
  const { notes, items } = splitChecklist(row('Content'), isChecklist)
  const priority = row('Priority') ?? '0'
  const parent = row('parentId')
  const completedAt = toTimestamp(row('Completed Time'))
  const { completed, facts } = statusOf(row('Status'), completedAt)
  return {
    title: row('Title') ?? '',
    notes,
    priority: lookUp(priorities, priority) ?? 'none',
    tags: [...tagsIn(row('Tags')), row('List Name'), row('Folder Name')].filter((tag) => tag !== undefined),
    due: dateOf(row, row('Due Date') ?? row('Start Date')),
    completed,
    completedAt,
    createdAt: toTimestamp(row('Created Time')),
    facts: [
      ['Subtask of', parent && (titles.get(parent) ?? parent)],
      ...items.map((item): Fact => ['Subtask', item]),
      ['Kind', kinds.has(row('Kind')) ? undefined : row('Kind')?.toLowerCase()],
      ['Column', row('Column Name')],
      ['Priority', Object.hasOwn(priorities, priority) ? undefined : priority],
      ...facts,
      ['Start', startOf(row)],
      ['Time zone', isYes(row('Is Floating')) ? 'floating' : undefined],
      ['Reminder', row('Reminder')],
      ['Repeats', row('Repeat')],
    ],
  }
}

/** Kinds of tasks. A `NOTE` is none. */
const kinds = new Set([undefined, 'TEXT', 'CHECKLIST'])

/** An archived task is completed, and one that will not be done as well, because it must not be open. */
function statusOf(
  status: string | undefined,
  completedAt: string | undefined,
): { readonly completed: boolean; readonly facts: readonly Fact[] } {
  switch (status) {
    case '0':
      return { completed: false, facts: [['Completed', completedAt]] }
    case '1':
      return { completed: true, facts: [] }
    case '2':
      return { completed: true, facts: [['Archived', 'yes']] }
    case '-1':
      return { completed: true, facts: [['Status', 'will not be done']] }
    default:
      return { completed: completedAt !== undefined, facts: [['Status', status]] }
  }
}

function dateOf(row: TickTickRow, text: string | undefined): Due | undefined {
  return text === undefined ? undefined : toDue(text, row('Timezone'), isYes(row('Is All Day')))
}

/** A task without a duration has the same start and due date. */
function startOf(row: TickTickRow): string | undefined {
  const start = row('Start Date')
  if (start === row('Due Date')) return undefined
  const { dueDate, dueAt, dueTime } = dateOf(row, start) ?? {}
  return dueAt ?? [dueDate, dueTime].filter(Boolean).join(' ')
}

/** Tags that are looked at one by one. */
const maxNames = 100

function tagsIn(text = ''): string[] {
  const names = text.split(',', maxNames)
  const rest = text.slice(names.join().length + 1)
  return rest === '' ? names : [...names, rest]
}

function isYes(text: string | undefined): boolean {
  return /^(?:y|yes|true|1)$/i.test(text ?? '')
}
