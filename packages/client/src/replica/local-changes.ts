import type { Task } from '@taskpact/contract'
import { ApiError } from '../api-error.js'
import type { Refusal } from './apply.js'
import { createDraft, type Draft, editDraft, removeDraft, restoreDraft, sentEdits } from './draft.js'
import { defaultFields, type Field, type Fields, fieldsOf, isSame, toChanges, toFields } from './fields.js'
import type { LocalChange, NewReplicaTask, ReplicaTask } from './replica.js'
import { keys, knownOf, type State } from './state.js'
import { createUuid } from './uuid.js'
import type { View } from './view.js'

export interface LocalChanges {
  create(task: NewReplicaTask): LocalChange
  edit(taskId: string, fields: Partial<Fields>): LocalChange
  remove(taskId: string): LocalChange
  undo(): LocalChange | undefined
  /** Returns a change of a task that is stored when the promise resolves. */
  toChange(taskId: string, stored: Promise<void>): LocalChange
  missing(taskId: string): LocalChange
}

/** A task as the user saw it before and after a change; undefined if it was created or removed. */
interface Done {
  readonly taskId: string
  readonly before: ReplicaTask | undefined
  readonly after: ReplicaTask | undefined
  /** The draft after the change, or before it of a task in the trash. A removal without one was of a new task. */
  readonly draft: Draft | undefined
}

const maxUndo = 100

/** Makes the changes of the user. */
export function createLocalChanges(
  userId: string,
  state: State,
  view: View,
  subscribe: (listener: () => void) => () => void,
): LocalChanges {
  const done: Done[] = []

  const settled = (taskId: string) => {
    const refusals = () => state.all<Refusal>(keys.refusal).filter((refusal) => refusal.taskId === taskId)
    const earlier = new Set(refusals().map(({ id }) => id))
    return new Promise<'saved' | 'refused'>((resolve) => {
      const check = () => {
        const isRefused = refusals().some(({ id }) => !earlier.has(id))
        if (!isRefused && knownOf(state, taskId).draft) return
        unsubscribe()
        resolve(isRefused ? 'refused' : 'saved')
      }
      const unsubscribe = subscribe(check)
      check()
    })
  }
  const toChange = (taskId: string, stored: Promise<void>): LocalChange =>
    Object.assign(stored, { taskId, settled: () => stored.then(() => settled(taskId)) })
  const failed = (taskId: string, error: ApiError) => toChange(taskId, Promise.reject(error))
  const missing = (taskId: string) => failed(taskId, new ApiError('not_found', 'This device has no such task.'))

  type ChangeDraft = (draft: Draft | undefined, task: Task | undefined, at: string) => Draft | undefined
  const changeDraft = (taskId: string, change: ChangeDraft, isUndo: boolean): LocalChange => {
    const before = view.get(taskId)
    const earlier = knownOf(state, taskId).draft
    const at = new Date().toISOString()
    const stored = state.change((records) => {
      const { draft, task } = knownOf(records, taskId)
      records.set(keys.draft + taskId, change(draft, task, at))
    })
    if (!isUndo) {
      const draft = knownOf(state, taskId).draft ?? (earlier?.onServer === 'trashed' ? earlier : undefined)
      done.push({ taskId, before, after: view.get(taskId), draft })
      if (done.length > maxUndo) done.shift()
    }
    return toChange(taskId, stored)
  }

  const create = ({ id = createUuid(), ...input }: NewReplicaTask, isUndo = false) => {
    const taskId = id.toLowerCase()
    const { task, draft } = knownOf(state, taskId)
    if (task || draft) return failed(taskId, new ApiError('conflict', 'Another task has this id.'))
    return changeDraft(
      taskId,
      (known, _, at) => known ?? createDraft(newTask(taskId, userId, at), toFields(input)),
      isUndo,
    )
  }
  const edit = (taskId: string, fields: Partial<Fields>, isUndo = false) => {
    const shown = view.get(taskId)
    if (!shown) return missing(taskId)
    const { isPending: _, ...copy } = shown
    return changeDraft(
      taskId,
      (draft, task, at) => {
        const isGone = draft ? draft.wants === 'nothing' : !task // removed by another tab
        return editDraft(isGone ? restoreDraft(draft, copy, at) : draft, task, fields, at)
      },
      isUndo,
    )
  }
  const remove = (taskId: string, isUndo = false) =>
    view.get(taskId) ? changeDraft(taskId, removeDraft, isUndo) : missing(taskId)

  /** Returns undefined if something else has changed the task since. */
  const undoOne = ({ taskId, before, after, draft: removal }: Done): LocalChange | undefined => {
    const now = view.get(taskId)
    if (!before) return now && remove(taskId, true)
    if (!after) {
      if (now) return undefined
      const { isPending: _, ...copy } = before
      // The draft may have ended since. Its edits may have been sent or not.
      const ended = removal && ({ ...removal, edits: sentEdits(removal), onServer: 'removed', isSent: false } as const)
      if (ended) return changeDraft(taskId, (draft, _, at) => restoreDraft(draft ?? ended, copy, at), true)
      return create({ ...toChanges(fieldsOf(copy)), id: taskId, title: copy.title }, true)
    }
    const [was, then, is] = [before, after, now ?? before].map(fieldsOf) as [Fields, Fields, Fields] // three inputs, three results
    const names = (Object.keys(was) as Field[]).filter(
      (name) => !isSame(was[name], then[name]) && isSame(is[name], then[name]),
    )
    const fields = Object.fromEntries(names.map((name) => [name, was[name]]))
    return now && names.length > 0 ? edit(taskId, fields, true) : undefined
  }

  return {
    create: (task) => create(task),
    edit,
    remove,
    undo() {
      for (let last = done.pop(); last; last = done.pop()) {
        const undone = undoOne(last)
        if (undone) return undone
      }
      return undefined
    },
    toChange,
    missing,
  }
}

/** Returns a new task with default values and revision 0. */
export function newTask(id: string, userId: string, at: string): Task {
  const { due, tags, ...fields } = defaultFields
  const times = { completedAt: null, deletedAt: null, createdAt: at, updatedAt: at }
  return { id, userId, ...fields, ...due, tags: [...tags], ...times, revision: 0 }
}
