import { CalendarDate, maxDescription, type Priority } from '@taskpact/contract'
import type { CsvContext, CsvRow, CsvService } from './csv-service.js'
import { type Fact, type ForeignTask, textAfterDescription } from './imported-task.js'
import { lookUp } from './json-access.js'
import { readDate } from './todoist-date.js'
import { noteOf } from './todoist-note.js'

const columns = [
  'TYPE',
  'CONTENT',
  'DESCRIPTION',
  'IS_COLLAPSED',
  'PRIORITY',
  'INDENT',
  'AUTHOR',
  'RESPONSIBLE',
  'DATE',
  'DATE_LANG',
  'TIMEZONE',
  'DURATION',
  'DURATION_UNIT',
  'DEADLINE',
  'DEADLINE_LANG',
  'META',
] as const

type Column = (typeof columns)[number]
export type TodoistRow = CsvRow<Column>

/**
 * The CSV file of a Todoist project, exported as a template or of a backup
 * (https://todoist.com/help/articles/import-or-export-a-project-as-a-csv-file-in-todoist-YC8YvN). It has open tasks only, and does not name
 * its project. Notes are comments on the task above them. Sections become tags.
 */
export const todoist: CsvService<Column> = {
  name: 'Todoist',
  columns,
  required: ['TYPE', 'CONTENT', 'PRIORITY', 'INDENT'],
  async *tasks(rows, context) {
    let section: string | undefined
    let parents: Parent[] = []
    let open: OpenTask | undefined
    for await (const row of rows) {
      const type = row('TYPE')?.toLowerCase()
      if (type === 'meta') continue // How the project is shown.
      if (type === 'note') {
        addNote(open, row, context)
        continue
      }
      if (open) yield toTask(open, context)
      open = undefined
      if (type === 'task')
        open = { row, section, parent: parentOf(row, parents), notes: [], notesLength: 0, isFull: false }
      else if (type === 'section') {
        section = row('CONTENT')
        parents = []
        if (row('DESCRIPTION') !== undefined) context.ignored.add('DESCRIPTION of a section')
      } else context.ignored.add(type === undefined ? 'rows without a TYPE' : `rows of the TYPE ${type}`)
    }
    if (open) yield toTask(open, context)
  },
}

/** A task whose notes have not all been read. */
interface OpenTask {
  readonly row: TodoistRow
  readonly section: string | undefined
  readonly parent: string | undefined
  readonly notes: Fact[]
  notesLength: number
  isFull: boolean
}

/** Reports notes before the first task, and those after the maximum length of a description, which it does not read. */
function addNote(task: OpenTask | undefined, row: TodoistRow, { ignored }: CsvContext): void {
  if (task?.isFull) return
  const facts = noteOf(row)
  if (facts.length === 0) return
  if (!task) ignored.add('notes of the project')
  else if (task.notesLength > maxDescription) {
    task.isFull = true
    ignored.add(textAfterDescription)
  } else {
    task.notes.push(...facts)
    task.notesLength += facts.reduce((length, [label, text = '']) => length + label.length + text.length, 0)
  }
}

interface Parent {
  readonly indent: number
  readonly title: string
}

/** Returns the title of the last task with a smaller indent, and adds the task to the possible parents. */
function parentOf(row: TodoistRow, parents: Parent[]): string | undefined {
  const indent = indentOf(row('INDENT'))
  while ((parents.at(-1)?.indent ?? 0) >= indent) parents.pop()
  const parent = parents.at(-1)?.title
  parents.push({ indent, title: splitLabels(row('CONTENT') ?? '').title })
  return parent
}

/** The first level is 1. An empty indent is 1 as well. */
function indentOf(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1
}

/** 1 is the highest, unlike in the API of Todoist, and that of an empty cell. */
const priorities: Readonly<Record<string, Priority>> = { 1: 'high', 2: 'medium', 3: 'low', 4: 'none' }

function toTask({ row, section, parent, notes }: OpenTask, { ignored, dateOrder }: CsvContext): ForeignTask {
  const { title, labels } = splitLabels(row('CONTENT') ?? '')
  const priority = row('PRIORITY') ?? '1'
  const date = readDate(row('DATE'), row('TIMEZONE'), dateOrder)
  const deadline = row('DEADLINE')
  const isDeadlineDue = row('DATE') === undefined && CalendarDate.safeParse(deadline).success
  if (row('AUTHOR') !== undefined) ignored.add('AUTHOR')
  return {
    title,
    notes: row('DESCRIPTION'),
    priority: lookUp(priorities, priority) ?? 'none',
    tags: [...labels, ...(section === undefined ? [] : [section])],
    due: isDeadlineDue && deadline !== undefined ? { dueDate: deadline } : date.due,
    completed: false,
    facts: [
      ['Subtask of', parent],
      ['Priority', Object.hasOwn(priorities, priority) ? undefined : priority],
      ...date.facts,
      ['Deadline', deadline],
      ['Duration', durationOf(row)],
      ['Assigned to', row('RESPONSIBLE')],
      ...notes,
    ],
  }
}

/** Labels that are looked for. Others stay in the title. */
const maxLabels = 100

/** Splits the labels from the end of a title, such as `Buy milk @home @shopping`. A title has at least one word. */
function splitLabels(content: string): { readonly title: string; readonly labels: string[] } {
  const labels: string[] = []
  let title = content
  while (labels.length < maxLabels) {
    const start = lastWord(title)
    const word = title.slice(start)
    if (start === 0 || word.length < 2 || !word.startsWith('@')) break
    labels.unshift(word.slice(1))
    title = title.slice(0, start).trimEnd()
  }
  return { title, labels }
}

function lastWord(text: string): number {
  let start = text.length
  while (start > 0 && !/\s/.test(text.charAt(start - 1))) start--
  return start
}

function durationOf(row: TodoistRow): string | undefined {
  const duration = row('DURATION')
  return duration && [duration, row('DURATION_UNIT')].filter(Boolean).join(' ')
}
