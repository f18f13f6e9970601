import type { CallInput, Contract, NewTask, Task, TaskChanges } from '@taskpact/contract'

/** The fields of a task that users change. A task is due on a date or at a point in time, so both are one field. */
export interface Fields extends Pick<Task, 'title' | 'description' | 'completed' | 'priority' | 'tags'> {
  readonly due: Pick<Task, 'dueDate' | 'dueAt'>
}
export type Field = keyof Fields

/** Changes to fields, as the operations that create or update a task take them. */
export type FieldChanges = Partial<Omit<CallInput<Contract['tasks']['update']>, 'userId' | 'taskId' | 'ifMatch'>>

export function fieldsOf({ title, description, completed, priority, tags, dueDate, dueAt }: Task): Fields {
  return { title, description, completed, priority, tags, due: { dueDate, dueAt } }
}

/** Returns the fields that changes of a task set, as the server would store them. A due date replaces a due time, and vice versa. */
export function toFields(changes: FieldChanges, { due = defaultFields.due }: Partial<Fields> = {}): Partial<Fields> {
  const { title, description, completed, priority, tags, dueDate, dueAt } = changes
  return {
    ...(title !== undefined && { title: stored(title) }),
    ...(description !== undefined && { description: description && stored(description) }),
    ...(completed !== undefined && { completed }),
    ...(priority !== undefined && { priority: priority ?? 'none' }),
    ...(tags !== undefined && { tags: tags?.map(stored) ?? [] }),
    ...((dueDate !== undefined || dueAt !== undefined) && {
      due: {
        dueDate: dueDate !== undefined ? dueDate : dueAt ? null : due.dueDate,
        dueAt: dueAt ? toTimestamp(dueAt) : dueAt === null || dueDate ? null : due.dueAt,
      },
    }),
  }
}

/** Returns fields as changes for the server. */
export function toChanges({ due, tags, ...fields }: Partial<Fields>): TaskChanges {
  return { ...fields, ...(tags && { tags: [...tags] }), ...due }
}

/** The default values of a new task. */
export const defaultFields: Fields = {
  title: '',
  description: null,
  completed: false,
  priority: 'none',
  tags: [],
  due: { dueDate: null, dueAt: null },
}

/** What creates a task with these fields. A new task is pending. */
export function toNewTask(id: string, { completed: _, ...fields }: Fields): NewTask {
  return { id, ...toChanges(fields), title: fields.title }
}

/** Returns whether two values of a field are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The server normalizes and trims text. */
function stored(text: string): string {
  return text.normalize('NFC').trim()
}

/** Text without an offset, or invalid, stays, for the server to refuse. */
function toTimestamp(text: string): string {
  const time = new Date(/T.*(Z|[+-]\d\d:\d\d)$/i.test(text) ? text : Number.NaN)
  return Number.isNaN(time.getTime()) ? text : time.toISOString()
}
