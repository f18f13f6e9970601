import type { BatchOperation, Task } from '@taskpact/contract'
import { type Draft, type Edit, newTaskOf, type OnServer, sentEdits } from './draft.js'
import { type Field, type Fields, fieldsOf, isSame, toChanges } from './fields.js'

export type Step = 'create' | 'update' | 'remove' | 'restore' | 'wait' | 'drop'

/** What is to be sent next. A request whose result is unknown is repeated before its opposite. */
export const steps: Readonly<Record<OnServer, Readonly<Record<Draft['wants'], (isSent: boolean) => Step>>>> = {
  absent: { task: () => 'create', nothing: (isSent) => (isSent ? 'create' : 'drop') },
  live: { task: () => 'update', nothing: () => 'remove' },
  trashed: { task: () => 'restore', nothing: (isSent) => (isSent ? 'restore' : 'drop') },
  unknown: { task: () => 'wait', nothing: () => 'wait' },
  removed: { task: () => 'wait', nothing: () => 'wait' },
}

export function stepOf({ onServer, wants, isSent }: Draft): Step {
  return steps[onServer][wants](isSent)
}

/** Returns the change of a batch that sends a draft. */
export function operationOf(draft: Draft, task: Task | undefined): BatchOperation | undefined {
  const step = stepOf(draft)
  const target = { taskId: draft.id, ...(task && { ifMatch: task.revision }) }
  if (step === 'create') return { op: step, ...newTaskOf(draft) }
  if (step === 'update') return { op: step, ...target, ...toChanges(wantedFields(draft)) }
  if (step === 'remove') return { op: step, ...target }
  if (step === 'restore') return { op: step, taskId: draft.id }
  return undefined
}

function wantedFields({ edits }: Draft): Partial<Fields> {
  return Object.fromEntries(Object.entries(edits).map(([field, { to }]) => [field, to]))
}

/** Records that a draft is about to be sent. */
export function markSent(draft: Draft): Draft {
  const step = stepOf(draft)
  if (step !== 'update' && step !== 'create') return { ...draft, isSent: true }
  return { ...draft, edits: sentEdits(draft), isSent: draft.isSent || step === 'create' }
}

/**
 * Removes the edits that the server has accepted. `task` is the result, or undefined if a newer revision was already read. Edits that were
 * made after sending stay.
 */
export function markAccepted(draft: Draft, sent: Draft, task: Task | undefined): Draft {
  const step = stepOf(sent)
  if (step === 'remove') return draft.wants === 'nothing' ? { ...draft, onServer: 'removed' } : draft
  const now = task && fieldsOf(task)
  const isAccepted = ([field, edit]: [string, Edit]) =>
    step !== 'restore' &&
    (step !== 'create' || field !== 'completed') &&
    isSame(sent.edits[field as Field]?.to, edit.to)
  const left = (Object.entries(draft.edits) as [Field, Edit][])
    .filter((entry) => !isAccepted(entry))
    .map(([field, edit]) => [field, sent.edits[field] && now ? { ...edit, from: now[field], sent: [] } : edit])
  return { ...draft, edits: Object.fromEntries(left), ...(draft.seen && now && { seen: now }) }
}
