import type { BatchResult, ChangePage, Task } from '@taskpact/contract'
import type { Draft } from './draft.js'
import { editedFields } from './draft.js'
import { type FieldChanges, toChanges } from './fields.js'
import type { ConflictPolicies } from './merge.js'
import { type Conflict, type Known, rebaseOnNothing, rebaseOnTask, rebaseOnTrash } from './rebase.js'
import { type Feed, keys, knownOf, type Transaction } from './state.js'
import { markAccepted, type Step, stepOf } from './steps.js'

/** A conflict and the task that it concerns. */
export type StoredConflict = Conflict & { readonly id: string; readonly taskId: string; readonly at: string }

/** A change that the server refused. */
export interface Refusal {
  readonly id: string
  readonly taskId: string
  /** When it was refused (RFC 3339, by the clock of the device). */
  readonly at: string
  /** The operation that was refused. */
  readonly step: Exclude<Step, 'wait' | 'drop'>
  /** The fields that were set, with all texts. */
  readonly changes: FieldChanges
  /** Why: the code of the problem (RFC 9457), and a sentence for people. */
  readonly code: string
  readonly message: string
}

const noFeed: Feed = { revision: 0 }

export function feedOf(records: Pick<Transaction, 'get'>): Feed {
  return records.get<Feed>(keys.feed) ?? noFeed
}

function setKnown(records: Transaction, taskId: string, { task, draft, conflicts = [] }: Known): void {
  const { order, changes } = records.get<Draft>(keys.draft + taskId) ?? {}
  records.set(keys.task + taskId, task)
  records.set(keys.draft + taskId, draft)
  for (const conflict of conflicts) {
    // The same each time that the change of records runs.
    const id = [
      taskId,
      conflict.kind,
      conflict.kind === 'text' && conflict.field,
      task?.revision,
      order,
      changes,
    ].join()
    const stored: StoredConflict = { ...conflict, id, taskId, at: new Date().toISOString() }
    records.set(keys.conflict + id, stored)
  }
}

/** Applies a page of changes. Does nothing if another tab has applied one since it was requested. */
export function applyPage(before: Feed, page: ChangePage, policies: ConflictPolicies) {
  return (records: Transaction): void => {
    if (feedOf(records).cursor !== before.cursor) return
    for (const change of page.items) {
      const id = change.type === 'put' ? change.task.id : change.id
      const { task, draft } = knownOf(records, id)
      if (task && task.revision >= change.revision) continue
      const known = change.type === 'put' ? rebaseOnTask(draft, change.task, policies) : rebaseOnTrash(draft, task)
      setKnown(records, id, known)
    }
    records.set(keys.feed, { cursor: page.nextCursor, revision: page.revision })
  }
}

/** Replaces all tasks by a complete snapshot. Tasks that are missing in it were deleted. */
export function applySnapshot(before: Feed, pages: readonly ChangePage[], policies: ConflictPolicies) {
  return (records: Transaction): void => {
    const last = pages.at(-1)
    if (!last || feedOf(records).cursor !== before.cursor) return
    const latest = new Map(
      pages.flatMap(({ items }) => items).map((item) => [item.type === 'put' ? item.task.id : item.id, item]),
    )
    for (const [id, item] of latest) {
      const { task, draft } = knownOf(records, id)
      setKnown(records, id, item.type === 'put' ? rebaseOnTask(draft, item.task, policies) : rebaseOnTrash(draft, task))
    }
    for (const { id } of [...records.all<Task>(keys.task), ...records.all<Draft>(keys.draft)]) {
      if (latest.has(id)) continue
      const { task, draft } = knownOf(records, id)
      setKnown(records, id, rebaseOnNothing(draft, task))
    }
    records.set(keys.feed, { cursor: last.nextCursor, revision: last.revision })
  }
}

/** The error codes that move a change to `refused`, because it would fail again. */
export const refusals: readonly string[] = ['invalid_input', 'payload_too_large', 'conflict', 'quota_exceeded']

/** The result of one operation of a batch. */
export type Reply = Pick<BatchResult, 'task' | 'problem'>

/** Applies the result to the draft that was sent. */
export function applyReply(sent: Draft, { task, problem }: Reply, policies: ConflictPolicies) {
  return (records: Transaction): void => {
    const known = knownOf(records, sent.id)
    const { draft } = known
    if (draft?.order !== sent.order) return // the draft that was sent has ended
    if (!problem) setKnown(records, sent.id, afterSuccess(draft, sent, task, known, feedOf(records), policies))
    else if (draft.onServer === sent.onServer) {
      const step = stepOf(sent)
      const next = afterFailure(draft, step, problem, known, feedOf(records))
      if (next) setKnown(records, sent.id, next)
      else if (!refusals.includes(problem.code)) return
      else if (draft.wants === 'nothing' && step !== 'remove' && step !== 'update')
        records.set(keys.draft + sent.id, undefined)
      else if (draft.changes === sent.changes) refuse(records, draft, problem)
    }
  }
}

function afterSuccess(
  draft: Draft,
  sent: Draft,
  task: Task | undefined,
  known: Known,
  { revision }: Feed,
  policies: ConflictPolicies,
): Known {
  const isLater = task !== undefined && task.revision > revision // else a page had this revision or a newer one
  const accepted = markAccepted(draft, sent, isLater ? task : undefined)
  if (isLater) return rebaseOnTask(accepted, task, policies)
  const { onServer, wants, edits } = accepted
  const isDone = onServer === 'live' && wants === 'task' && Object.keys(edits).length === 0
  return { ...known, draft: isDone ? undefined : accepted }
}

/** Returns undefined if the draft stays as it is, or is refused. */
function afterFailure(
  draft: Draft,
  step: Step,
  { code, currentRevision = 0 }: NonNullable<Reply['problem']>,
  { task }: Known,
  { revision }: Feed,
): Known | undefined {
  if (code === 'not_found' && step === 'restore') {
    // It may also be outside the trash; then `create` fails with `conflict`.
    return draft.wants === 'nothing' ? { draft: { ...draft, onServer: 'absent' } } : rebaseOnNothing(draft, undefined)
  }
  if (code !== 'conflict' || step !== 'create' || currentRevision === 0) return undefined
  // Outside the trash, all tasks up to the revision of the feed are known.
  const isKnown = currentRevision <= revision
  return { task, draft: { ...draft, ...(isKnown ? { onServer: 'trashed', isSent: false } : { onServer: 'unknown' }) } }
}

function refuse(records: Transaction, draft: Draft, { code, detail }: NonNullable<Reply['problem']>): void {
  const step = stepOf(draft)
  const { task } = knownOf(records, draft.id)
  const fields = Object.fromEntries(Object.entries(draft.edits).map(([name, { to }]) => [name, to]))
  const refusal: Refusal = {
    id: [draft.id, draft.order, draft.changes].join(),
    taskId: draft.id,
    at: new Date().toISOString(),
    step: step as Refusal['step'], // what was sent
    changes: toChanges(draft.copy ? editedFields(draft, task) : fields),
    code,
    message: detail,
  }
  records.set(keys.draft + draft.id, undefined)
  records.set(keys.refusal + refusal.id, refusal)
}
