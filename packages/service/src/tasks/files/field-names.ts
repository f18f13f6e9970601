import { ImportedTask, Task } from '@taskpact/contract'
import { quote } from '@taskpact/contract/core'

/** A field of an imported task, or `due`: its value says whether it is `dueDate` or `dueAt`. */
export type FileField = keyof ImportedTask | 'due'

/** Names that other programs use, in the form of `toKey`. Only those with one meaning: `status` or `date` could be any. */
const synonyms: Readonly<Record<string, FileField>> = {
  name: 'title',
  task: 'title',
  taskname: 'title',
  subject: 'title',
  note: 'description',
  notes: 'description',
  details: 'description',
  tag: 'tags',
  label: 'tags',
  labels: 'tags',
  categories: 'tags',
  done: 'completed',
  isdone: 'completed',
  iscompleted: 'completed',
  due: 'due',
}

/** What a name in a file stands for. An export contains fields that only the server sets. */
export type Meaning = FileField | 'set-by-server' | 'unknown'

const importedFields = ImportedTask.keyof().options
const meanings = new Map<string, Meaning>(Object.entries(synonyms))
for (const field of Task.keyof().options) for (const name of [field, toKey(field)]) meanings.set(name, 'set-by-server')
for (const field of importedFields) for (const name of [field, toKey(field)]) meanings.set(name, field)

const maxNameLength = 100

/** Returns what the name of a column or member stands for, whatever its case, spaces, underscores and hyphens. */
export function meaningOf(name: string): Meaning {
  return meanings.get(name) ?? (name.length > maxNameLength ? 'unknown' : (meanings.get(toKey(name)) ?? 'unknown'))
}

/** Returns the form in which names are compared: without case, spaces, underscores and hyphens. */
export function toKey(name: string): string {
  return name.replace(/[\s_-]/gu, '').toLowerCase()
}

/** Returns a sentence that names the first two of the names with the same field, or undefined if there are none. */
export function sameFieldError(names: readonly string[]): string | undefined {
  const nameOf = new Map<FileField, string>()
  for (const name of names) {
    const meaning = meaningOf(name)
    if (meaning === 'unknown' || meaning === 'set-by-server') continue
    const other = overlapping(meaning).map((field) => nameOf.get(field))
    const first = other.find((one) => one !== undefined)
    if (first !== undefined) return `Use only one of "${quote(first)}" and "${quote(name)}": both mean ${meaning}.`
    nameOf.set(meaning, name)
  }
  return undefined
}

function overlapping(field: FileField): readonly FileField[] {
  if (field === 'due') return ['due', 'dueDate', 'dueAt']
  return field === 'dueDate' || field === 'dueAt' ? [field, 'due'] : [field]
}

/** Sets a field. `due` sets both due fields: a timestamp becomes `dueAt`, anything else `dueDate`, and the other one null. */
export function setField(fields: Record<string, unknown>, field: FileField, value: unknown): void {
  if (field !== 'due') fields[field] = value
  else if (typeof value === 'string' && value.length > calendarDateLength) setDue(fields, null, value)
  else setDue(fields, value, null)
}

const calendarDateLength = '2026-11-23'.length

function setDue(fields: Record<string, unknown>, dueDate: unknown, dueAt: unknown): void {
  fields.dueDate = dueDate
  fields.dueAt = dueAt
}
