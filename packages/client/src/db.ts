import type { CollectionConfig, PendingMutation, SyncConfig } from '@tanstack/db'
import { invalidField } from './invalid-field.js'
import { defaultFields, type FieldChanges, toChanges, toFields } from './replica/fields.js'
import { newTask } from './replica/local-changes.js'
import type { LocalChange, NewReplicaTask, Replica, ReplicaTask } from './replica/replica.js'
import { createUuid } from './replica/uuid.js'

export type * from './inferred-types.js'
export type { FieldChanges } from './replica/fields.js'
export type * from './replica/replica.js'

/** What `insert` takes, and what `update` can change except for the `id`. Without an `id`, a task gets a UUID of version 7 (RFC 9562). */
export type TaskInput = NewReplicaTask & Pick<FieldChanges, 'completed'>

/** A Standard Schema (https://standardschema.dev) that adds the missing fields of a new task. It does not validate; the server does. */
export interface TaskSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'taskpact'
    readonly validate: (input: unknown) => { readonly value: ReplicaTask }
    readonly types?: { readonly input: TaskInput; readonly output: ReplicaTask }
  }
}

// A type alias, because an interface has no implicit index signature.
export type TaskUtils = {
  /** Stores the mutations of this collection in a transaction; call it in the `mutationFn` of `createTransaction`. Resolves when they are stored. */
  acceptMutations(transaction: Mutations): Promise<void>
}

/** A `PendingMutation` of any collection. */
interface TaskMutation extends Pick<PendingMutation, 'type'> {
  readonly key: string
  readonly modified: object
  readonly changes: object
  readonly collection: { readonly utils: object }
}

interface Mutations {
  readonly mutations: readonly TaskMutation[]
}

/** The options of a collection of tasks, for `createCollection` of TanStack DB. */
export interface TaskCollectionOptions extends CollectionConfig<ReplicaTask, string, TaskSchema, TaskUtils> {
  schema: TaskSchema
  utils: TaskUtils
}

/**
 * Returns the options of a TanStack DB collection that shows the tasks of a replica: `createCollection(taskCollectionOptions(replica))`.
 * Its status is `ready` when `replica.ready` resolves, and `error` if that rejects. It does not start the replica.
 *
 * A transaction is completed when its changes are stored on this device, whether or not there is a connection; the replica sends them.
 * It fails, and is rolled back, if a change cannot be stored, or with `invalid_input`, before anything is stored, if it changes other
 * fields than those of `TaskInput`. Transactions are not atomic: if one change cannot be stored, the others stay.
 */
export function taskCollectionOptions(replica: Replica): TaskCollectionOptions {
  const acceptMutations = async ({ mutations }: Mutations) => {
    const own = mutations.filter(({ collection }) => collection.utils === utils)
    const changes = own.map((mutation) => toChange(replica, mutation)) // refuses before anything is stored
    const results = await Promise.allSettled(changes.flatMap((change) => change()))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
  const utils: TaskUtils = { acceptMutations }
  const save = ({ transaction }: { readonly transaction: Mutations }) => acceptMutations(transaction)
  return {
    getKey: ({ id }) => id,
    schema: schemaOf(replica.userId),
    sync: { rowUpdateMode: 'full', sync: (collection) => follow(replica, collection) },
    onInsert: save,
    onUpdate: save,
    onDelete: save,
    utils,
  }
}

type SyncOf = Parameters<SyncConfig<ReplicaTask, string>['sync']>[0]

/**
 * Writes the tasks of a replica to a collection, until the returned function is called. The replica calls listeners before a change is
 * stored, so the row is written when the transaction is completed; until then TanStack DB shows its own.
 */
function follow(replica: Replica, { begin, write, commit, markReady, markError }: SyncOf): () => void {
  let shown: readonly ReplicaTask[] = []
  const update = () => {
    const tasks = replica.tasks.list()
    if (tasks === shown) return // the status changed
    const [old, current] = [byId(shown), byId(tasks)]
    shown = tasks
    begin()
    for (const [key, value] of current) {
      const known = old.get(key)
      if (value !== known) write({ type: known ? 'update' : 'insert', value })
    }
    for (const key of old.keys()) if (!current.has(key)) write({ type: 'delete', key })
    commit()
  }
  const unsubscribe = replica.subscribe(update)
  update()
  replica.ready.then(markReady, markError)
  return unsubscribe
}

function byId(tasks: readonly ReplicaTask[]): ReadonlyMap<string, ReplicaTask> {
  return new Map(tasks.map((task) => [task.id, task]))
}

/** Called with a new task, or with a known one and changes. */
function schemaOf(userId: string): TaskSchema {
  const validate = (input: unknown) => {
    const { id = createUuid(), ...fields } = input as TaskInput & Partial<ReplicaTask>
    const blank = { ...newTask(id.toLowerCase(), userId, new Date().toISOString()), isPending: true }
    // Rows of a collection have other fields too, such as `$synced`, which must not be stored in a row.
    const known = Object.entries(fields).filter(([name, value]) => name in blank && value !== undefined)
    return { value: { ...blank, ...Object.fromEntries(known), ...toChanges(toFields(fields)) } as ReplicaTask }
  }
  return { '~standard': { version: 1, vendor: 'taskpact', validate } }
}

const names: ReadonlySet<string> = new Set(Object.keys(toChanges(defaultFields)))

/** Returns a function that applies a mutation to the replica. Throws `invalid_input` if the mutation changes another field. */
function toChange({ tasks }: Replica, { type, key: taskId, modified, changes }: TaskMutation): () => LocalChange[] {
  if (type === 'delete') return () => [tasks.remove({ taskId })]
  if (type === 'insert') {
    const { completed, ...task } = pick(modified) as TaskInput
    return () => {
      const created = tasks.create({ ...task, id: taskId })
      return completed ? [created, tasks.complete({ taskId })] : [created]
    }
  }
  const other = Object.keys(changes).find((name) => !names.has(name))
  if (other) throw invalidField('body', other, 'This field cannot be changed.', 'unknown_field')
  return () => [tasks.update({ ...changes, taskId })]
}

function pick(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)))
}
