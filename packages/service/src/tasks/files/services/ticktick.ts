import { DateTime, IANAZone } from 'luxon'
import type { CsvRow, CsvService } from './csv-service.js'
import type { Due } from './due.js'
import type { ForeignTask } from './imported-task.js'
import { lookUp } from './json-access.js'

/**
 * A backup of TickTick as CSV : some lines about the file, then a header row. Times are
 * in UTC; an all-day task has midnight in the zone of the column `Timezone`.
 */
export const ticktick: CsvService = {
  tableIn(content) {
    const { index } = header.exec(content.slice(0, maxPreamble)) ?? {}
    return index === undefined ? undefined : content.slice(index)
  },
  columns: new Set([
    ...[
      'folder name',
      'list name',
      'title',
      'kind',
      'tags',
      'content',
      'is check list',
      'is checklist',
      'start date',
      'due date',
    ],
    ...['reminder', 'repeat', 'priority', 'status', 'created time', 'completed time', 'order', 'timezone'],
    ...['is all day', 'is floating', 'column name', 'column order', 'view mode', 'taskid', 'parentid'],
  ]),
  async *tasks(rows) {
    const all: CsvRow[] = []
    const titles = new Map<string | undefined, string | undefined>()
    for await (const row of rows) {
      all.push(row)
      titles.set(row.text('taskid'), row.text('title'))
    }
    for (const row of all) yield toTask(row, titles)
  },
}

const maxPreamble = 10_000
/** Older versions have no folders. */
const header = /^(?:"?Folder Name"?\s*[,;\t]\s*)?"?List Name"?\s*[,;\t]\s*"?Title"?\s*[,;\t]/im

const priorities = { 1: 'low', 3: 'medium', 5: 'high' } as const

type Titles = ReadonlyMap<string | undefined, string | undefined>

function toTask(row: CsvRow, titles: Titles): ForeignTask {
  const status = row.text('status')?.trim() ?? '0'
  const parent = row.text('parentid')
  const lists = [row.text('column name'), row.text('list name'), row.text('folder name')]
  const due = dueOf(row, 'due date')
  const start = dueOf(row, 'start date')
  return {
    title: row.text('title') ?? '',
    notes: notesOf(row),
    priority: lookUp(priorities, row.text('priority')?.trim()) ?? 'none',
    tags: [...(row.text('tags') ?? '').split(','), ...lists.filter((name) => name !== undefined)],
    due: due ?? start,
    completed: status === '1' || status === '2',
    completedAt: timestampOf(row.text('completed time')),
    createdAt: timestampOf(row.text('created time')),
    facts: [
      ['Kind', row.text('kind')?.toUpperCase() === 'NOTE' ? 'note' : undefined],
      ['Status', status === '-1' ? "won't do" : undefined],
      ['Archived', status === '2' ? 'yes' : undefined],
      ['Subtask of', parent && (titles.get(parent) ?? parent)],
      ['Start', due && textOf(start) !== textOf(due) ? textOf(start) : undefined],
      ['Reminder', row.text('reminder')],
      ['Repeats', row.text('repeat')],
    ],
  }
}

/** The items of a check list start with a filled square if they are done, else with an empty one. */
function notesOf(row: CsvRow): string | undefined {
  const content = row.text('content')
  return content?.replaceAll(/(?<=^|\n)[ \t]*▪[ \t]*/g, '[x] ').replaceAll(/(?<=^|\n)[ \t]*▫[ \t]*/g, '[ ] ')
}

function dueOf(row: CsvRow, column: string): Due | undefined {
  const timestamp = timestampOf(row.text(column))
  if (timestamp === undefined) return undefined
  const at = DateTime.fromISO(timestamp, { zone: 'utc' })
  if (row.text('is all day')?.trim().toLowerCase() !== 'true' || !at.isValid) return { dueAt: timestamp }
  return { dueDate: dateOf(at, row.text('timezone')?.trim()) }
}

/** Returns the date of a midnight. In an unknown zone, that is the nearest one of UTC. */
function dateOf(midnight: DateTime<true>, zone: string | undefined): string {
  const isKnown = zone !== undefined && IANAZone.isValidZone(zone)
  return (isKnown ? midnight.setZone(zone) : midnight.plus({ hours: 12 })).toFormat('yyyy-MM-dd')
}

function textOf(due: Due | undefined): string | undefined {
  return due?.dueAt ?? due?.dueDate
}

/** The offset has no colon, as RFC 3339 wants it. */
function timestampOf(text: string | undefined): string | undefined {
  return text?.trim().replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}
