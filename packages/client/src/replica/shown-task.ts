import type { Task } from '@taskpact/contract'
import { editedFields } from './draft.js'
import type { Known } from './rebase.js'

/** Returns the task that the user sees, or undefined. */
export function shownTask({ task, draft }: Known): Task | undefined {
  if (!draft) return task
  const known = draft.copy ?? task
  if (draft.wants === 'nothing' || !known) return undefined
  const { due, ...fields } = editedFields(draft, task)
  const completedAt = known.completed ? known.completedAt : draft.at
  return {
    ...known,
    ...fields,
    ...due,
    completedAt: fields.completed ? completedAt : null,
    deletedAt: null,
    updatedAt: draft.at,
  }
}
