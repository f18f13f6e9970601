import type { Task } from '@taskpact/contract'
import { defaultFields, type Field, type Fields, fieldsOf, isSame, toNewTask } from './fields.js'

/** A changed field. */
export interface Edit<Value = unknown> {
  /** The value on the server on which the change is based. */
  readonly from: Value
  readonly to: Value
  /** Values that were sent since, of which the server may have stored one. */
  readonly sent: readonly Value[]
}

export type Edits = { readonly [F in Field]?: Edit<Fields[F]> }

/** What the server has of a task: `unknown` if it has the id in a state that was not read yet, `removed` if it has accepted a removal. */
export type OnServer = 'absent' | 'live' | 'trashed' | 'unknown' | 'removed'

/** The changes of a task that the server has not confirmed: one draft for each task. */
export interface Draft {
  readonly id: string
  /** Drafts are sent in this order. No two drafts of a tab have the same one. */
  readonly order: number
  /** When the last change was made, as a timestamp. */
  readonly at: string
  /** Number of changes, by which a reply is compared with what was sent. */
  readonly changes: number
  readonly wants: 'task' | 'nothing'
  readonly onServer: OnServer
  /** Whether a request that creates, removes or restores the task was sent, whose result is unknown. */
  readonly isSent: boolean
  readonly edits: Edits
  /** The task without the edits. Undefined while the server has it outside the trash. */
  readonly copy?: Task | undefined
  /** The fields that the user saw when removing the task. */
  readonly seen?: Fields | undefined
}

/** Returns the fields of a task with the edits of its draft. */
export function editedFields({ edits, copy }: Draft, task: Task | undefined): Fields {
  const values = Object.entries(edits).map(([field, edit]) => [field, edit.to])
  const known = copy ?? task
  return { ...(known ? fieldsOf(known) : defaultFields), ...Object.fromEntries(values) }
}

let lastOrder = 0

/** A new draft of the change of a task. */
function draftOf(id: string, at: string): Draft {
  lastOrder = Math.max(lastOrder + 1, Date.now())
  return {
    id,
    order: lastOrder,
    at,
    changes: 0,
    wants: 'task',
    onServer: 'live',
    isSent: false,
    edits: {},
  }
}

/** Creates a task. */
export function createDraft(copy: Task, fields: Partial<Fields>): Draft {
  return changed({ ...draftOf(copy.id, copy.createdAt), onServer: 'absent', copy }, fields) as Draft // defined, because the server does not have the task
}

/** Changes fields. Returns undefined if nothing is left to be sent. */
export function editDraft(
  draft: Draft | undefined,
  task: Task | undefined,
  fields: Partial<Fields>,
  at: string,
): Draft | undefined {
  const known = draft?.copy ?? task
  return known && changed({ ...(draft ?? draftOf(known.id, at)), at }, fields, fieldsOf(known))
}

function changed(draft: Draft, fields: Partial<Fields>, known = defaultFields): Draft | undefined {
  const edits: Record<string, Edit> = { ...draft.edits }
  for (const field of Object.keys(fields) as Field[]) {
    const { from = known[field], sent = [] } = edits[field] ?? {}
    edits[field] = { from, to: fields[field], sent }
    if (sent.length === 0 && !draft.isSent && draft.onServer === 'live' && isSame(from, fields[field]))
      delete edits[field]
  }
  const isLeft = draft.onServer !== 'live' || Object.keys(edits).length > 0
  return isLeft ? { ...draft, edits, changes: draft.changes + 1 } : undefined
}

/** Removes a task. Returns undefined if there is nothing to send. */
export function removeDraft(draft: Draft | undefined, task: Task | undefined, at: string): Draft | undefined {
  const known = draft?.copy ?? task
  if (!known || (draft && !draft.isSent && (draft.onServer === 'absent' || draft.onServer === 'trashed')))
    return undefined
  const { changes, ...rest } = draft ?? draftOf(known.id, at)
  return { ...rest, at, changes: changes + 1, wants: 'nothing', seen: fieldsOf(known) }
}

/** Undoes the removal of a task, which is in the trash or will be soon. */
export function restoreDraft(draft: Draft | undefined, copy: Task, at: string): Draft | undefined {
  const { seen: _, ...rest } = draft ?? { ...draftOf(copy.id, at), onServer: 'trashed', copy }
  const restored = { ...rest, at, wants: 'task', changes: rest.changes + 1 } as const
  if (rest.onServer === 'removed') return kept({ ...restored, onServer: 'trashed', copy })
  if (rest.onServer === 'trashed' || rest.isSent) return kept(restored, copy)
  return Object.keys(rest.edits).length > 0 ? restored : undefined
}

/** Adds an edit without effect, so that the draft stays until the server is known to have the task. */
function kept(draft: Draft, { title } = draft.copy as Task): Draft {
  return { ...draft, edits: { title: { from: title, to: title, sent: [] }, ...draft.edits } }
}

/** Returns the edits with their values as sent. */
export function sentEdits({ edits }: Draft): Edits {
  const sent = Object.entries(edits).map(([field, edit]: [string, Edit]) => [
    field,
    { ...edit, sent: [...edit.sent.filter((value) => !isSame(value, edit.to)), edit.to] },
  ])
  return Object.fromEntries(sent)
}

export function newTaskOf(draft: Draft) {
  return toNewTask(draft.id, editedFields(draft, undefined))
}
