import { taskLimits } from '@taskpact/contract'
import type { IgnoredNames } from '../ignored-names.js'
import type { CsvRow, CsvService } from './csv-service.js'
import type { Fact, ForeignTask } from './imported-task.js'
import { lookUp, names } from './json-access.js'
import { todoistDue } from './todoist-due.js'

/**
 * A project of Todoist as CSV: its template, or one file of a backup
 * (https://todoist.com/help/articles/format-a-csv-file-to-import-into-todoist-UVUXTmm6). The rows are an outline: tasks with indents below
 * sections, each followed by its comments. Completed tasks and the name of the project are not in it.
 */
export const todoist: CsvService = {
  tableIn: (content) => (firstColumns.test(content) ? content : undefined),
  columns:
    names(`type content description priority indent author responsible date date_lang timezone duration duration_unit deadline
    deadline_lang`),
  async *tasks(rows, ignored) {
    let section: string | undefined
    let parents: readonly string[] = []
    let task: ForeignTask | undefined
    let comments = createComments(ignored)
    for await (const row of rows) {
      const type = row.text('type')?.trim().toLowerCase()
      if (type === 'note' && task) comments.add(row)
      else if (type === 'task' || type === 'section') {
        if (task) yield comments.addedTo(task)
        task = undefined
        comments = createComments(ignored)
        const above = type === 'task' ? parents.slice(0, levelsAbove(row)) : []
        if (type === 'section') section = row.text('content')
        else task = toTask(row, section, above.at(-1))
        parents = task ? [...above, task.title] : []
      } else ignored.add(nameOf(type, row))
    }
    if (task) yield comments.addedTo(task)
  },
}

/** An optional line that names the delimiter, then the first two columns. */
const firstColumns = /^\s*(?:"?sep=[,;\t]"?\s+)?"?TYPE"?\s*[,;\t]\s*"?CONTENT"?\s*[,;\t]/i

/** The highest is 1, unlike in the API of Todoist, where it is 4. */
const priorities = { 1: 'high', 2: 'medium', 3: 'low' } as const

/** The indent of a task that is below no other is 1. */
function levelsAbove(row: CsvRow): number {
  const indent = Number(row.text('indent')?.trim() ?? 1)
  return Number.isInteger(indent) ? Math.min(Math.max(indent - 1, 0), maxLevels) : 0
}

const maxLevels = 20

function toTask(row: CsvRow, section: string | undefined, parent: string | undefined): ForeignTask {
  const { title, labels } = splitLabels(row.text('content') ?? '')
  const { due, facts } = todoistDue(row.text('date')?.trim(), row.text('timezone')?.trim())
  return {
    title,
    notes: row.text('description'),
    priority: lookUp(priorities, row.text('priority')?.trim()) ?? 'none',
    tags: [...labels, ...(section === undefined ? [] : [section])],
    due,
    completed: false,
    facts: [
      ['Subtask of', parent],
      ['Assigned to', withoutId(row.text('responsible'))],
      ...facts,
      ['Deadline', row.text('deadline')],
      ['Duration', durationOf(row)],
    ],
  }
}

/** Labels follow the title, as in `Buy milk @home @errands`. */
function splitLabels(content: string): { readonly title: string; readonly labels: string[] } {
  const labels: string[] = []
  let title = content.trimEnd()
  for (;;) {
    const at = title.lastIndexOf(' ')
    if (at === -1 || title[at + 1] !== '@' || at + 2 === title.length) break
    labels.push(title.slice(at + 2))
    title = title.slice(0, at).trimEnd()
  }
  return { title, labels: labels.reverse() }
}

/** Collects the comments of a task, as many as a task in a file can have characters. */
function createComments(ignored: IgnoredNames) {
  const facts: Fact[] = []
  let length = 0
  return {
    add(row: CsvRow): void {
      const fact = commentOf(row)
      length += fact[0].length + (fact[1]?.length ?? 0)
      if (length > taskLimits.fileTaskLength) ignored.add('comments after the first ones of a task')
      else facts.push(fact)
    },
    addedTo: (task: ForeignTask): ForeignTask => ({ ...task, facts: [...(task.facts ?? []), ...facts] }),
  }
}

function commentOf(row: CsvRow): Fact {
  const author = withoutId(row.text('author'))
  return [author === undefined ? 'Comment' : `Comment (${author})`, row.text('content')]
}

/** `Ada Example (12345678)` has the id of the user. */
function withoutId(person: string | undefined): string | undefined {
  return person?.replace(/\s*\(\d+\)\s*$/, '')
}

function durationOf(row: CsvRow): string | undefined {
  const duration = row.text('duration')?.trim()
  return duration === undefined || !/^\d+$/.test(duration)
    ? undefined
    : `${duration} ${row.text('duration_unit') ?? ''}`
}

/** Rows of the type `meta` are settings of the project, such as `view_style=list`. */
function nameOf(type: string | undefined, row: CsvRow): string {
  if (type === 'meta') return row.text('content')?.split('=')[0]?.trim() ?? type
  return type === 'note' ? 'comments of the project' : `rows of type ${type ?? '""'}`
}
