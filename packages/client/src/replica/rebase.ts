import type { Task } from '@taskpact/contract'
import type { Draft, Edit, OnServer } from './draft.js'
import { type Field, fieldsOf, isSame } from './fields.js'
import { type ConflictPolicies, mergeEdits, type TextConflict } from './merge.js'

/** What happened to a text or a task that was changed here and elsewhere. */
export type Conflict =
  /** The text was changed on both sides: `mine` on this device, `theirs` on the server. The policy decided which one the task has. */
  | (TextConflict & { readonly kind: 'text'; readonly field: keyof ConflictPolicies })
  /** The task was changed here and moved to the trash elsewhere: it is restored. */
  | { readonly kind: 'restored' }
  /** The task was changed here and deleted elsewhere for good: it is created again. */
  | { readonly kind: 'recreated' }
  /** The task was removed here and changed elsewhere: it stays. */
  | { readonly kind: 'kept' }

/** A task of the server and the draft of it. */
export interface Known {
  readonly task?: Task | undefined
  readonly draft?: Draft | undefined
  readonly conflicts?: readonly Conflict[]
}

/** Rebases a draft on a task that the server has outside the trash. */
export function rebaseOnTask(draft: Draft | undefined, task: Task, policies: ConflictPolicies): Known {
  if (!draft || draft.onServer === 'removed') return { task } // restored elsewhere
  const { seen, copy: _, ...rest } = draft
  const { edits, conflicts } = mergeEdits(draft, task, policies)
  const live = { ...rest, onServer: 'live', isSent: false, edits } as const
  if (draft.wants === 'nothing' && isOwn(draft, task)) return { task, draft: { ...live, seen } }
  const isLeft = Object.keys(edits).length > 0
  return {
    task,
    draft: isLeft ? { ...live, wants: 'task' } : undefined,
    conflicts: draft.wants === 'nothing' ? [{ kind: 'kept' }, ...conflicts] : conflicts,
  }
}

/** Returns whether a task that the user removed has the fields that the user saw, edited or sent. */
function isOwn({ seen, edits }: Draft, task: Task): boolean {
  return (Object.entries(fieldsOf(task)) as [Field, unknown][]).every(([name, value]) => {
    const { from, sent = [] }: Partial<Edit> = edits[name] ?? {}
    return [seen?.[name], from, ...sent].some((known) => isSame(known, value))
  })
}

/** Rebases a draft on a task that the server has in the trash. */
export function rebaseOnTrash(draft: Draft | undefined, task: Task | undefined): Known {
  return rebaseOnAbsence(draft, task, 'trashed')
}

/** Rebases a draft on a task that the server does not have, or not any more. */
export function rebaseOnNothing(draft: Draft | undefined, task: Task | undefined): Known {
  return draft?.onServer === 'absent' ? { draft } : rebaseOnAbsence(draft, task, 'absent')
}

function rebaseOnAbsence(draft: Draft | undefined, task: Task | undefined, onServer: OnServer): Known {
  if (!draft) return {}
  const isSent = draft.isSent && draft.onServer === onServer // a restoration whose result is unknown
  if (draft.wants === 'nothing' && isSent) return { draft }
  if (draft.wants === 'nothing' || Object.keys(draft.edits).length === 0) return {}
  const copy = draft.copy ?? task
  // A new task is pending, so that it is completed afterwards.
  const completes = onServer === 'absent' && copy?.completed
  const edits = completes
    ? { completed: { from: false, to: true, sent: [] } as Edit<boolean>, ...draft.edits }
    : draft.edits
  const isChange = Object.values(draft.edits).some(({ from, to }) => !isSame(from, to))
  const kind = onServer === 'absent' ? 'recreated' : 'restored'
  const isOwnRemoval = draft.onServer === 'live' && draft.isSent
  return {
    draft: { ...draft, onServer, isSent, edits, copy },
    conflicts: isChange && draft.onServer !== onServer && !isOwnRemoval ? [{ kind }] : [],
  }
}
