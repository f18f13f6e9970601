import type { CallInput, Contract, Task } from '@taskpact/contract'
import type { Refusal, StoredConflict } from './apply.js'
import type { FieldChanges } from './fields.js'
import type { ConflictPolicies } from './merge.js'
import type { ReplicaQuery } from './query/query-tasks.js'
import type { ReplicaStore } from './store.js'

export interface ReplicaOptions {
  /** The user whose tasks these are: `session.user.id`. The server refuses calls with the token of another user, so tasks of two users never mix. */
  readonly userId: string
  /** Where tasks and changes are stored: `indexedDb(name)` or `memoryStore()`. */
  readonly store: ReplicaStore
  /** Which text stays if it was changed here and elsewhere. The other one is in `conflicts`. */
  readonly conflicts?: ConflictPolicies | undefined
}

/** A task as this device shows it. */
export interface ReplicaTask extends Task {
  /** Whether it has changes that the server has not confirmed. The `revision` of a new task is 0. */
  readonly isPending: boolean
}

export type OfTask = Pick<CallInput<Contract['tasks']['get']>, 'taskId'>
export type NewReplicaTask = Omit<CallInput<Contract['tasks']['create']>, 'userId' | 'idempotencyKey'>

/** A change on this device. Resolves when it is stored; rejects, and is undone, if it cannot be, or if there is no such task. */
export interface LocalChange extends Promise<void> {
  readonly taskId: string
  /** Resolves when the server has accepted all changes to the task, or refused one, which is then in `refused`. */
  settled(): Promise<'saved' | 'refused'>
}

/**
 * - `stopped`: this tab does not synchronize.
 * - `catching-up`: changes of the server are being read.
 * - `live` and `polling`: changes arrive as they happen.
 * - `offline`: the server is not reachable; there will be another attempt.
 * - `signed-out`: there is no valid token of the user. Changes wait until there is.
 */
export type ReplicaConnection = 'stopped' | 'catching-up' | 'live' | 'polling' | 'offline' | 'signed-out'

export interface ReplicaStatus {
  readonly connection: ReplicaConnection
  /** Why this tab could not synchronize, until it can. */
  readonly error: unknown
  /** Number of tasks with changes that the server has not confirmed. */
  readonly pending: number
  readonly conflicts: number
  readonly refused: number
  /** Whether pending changes can be lost, because the browser may delete the store, as Safari does after seven days without a visit. */
  readonly isAtRisk: boolean
}

export interface ReplicaTasks {
  /** Returns the tasks that match a query, in its order, as the server would: the same array as before if none has changed. */
  list(query?: ReplicaQuery): readonly ReplicaTask[]
  get(task: OfTask): ReplicaTask | undefined
  create(task: NewReplicaTask): LocalChange
  /** Sets fields. Other than on the server, a due date replaces a due time, and vice versa. */
  update(changes: OfTask & FieldChanges): LocalChange
  complete(task: OfTask & { readonly completed?: boolean | undefined }): LocalChange
  /** Moves a task to the trash. */
  remove(task: OfTask): LocalChange
}

export interface OfRecord {
  readonly id: string
}

/** The tasks of a user on this device, readable and writable offline. */
export interface Replica {
  readonly userId: string
  /** Resolves when the stored tasks were read; rejects if they cannot be, such as in some private windows. */
  readonly ready: Promise<void>
  readonly tasks: ReplicaTasks
  /** Undoes the last change that was made here and not undone, as far as nothing else changed it since. Returns undefined if there is none. */
  undo(): LocalChange | undefined
  /** Texts and tasks that were changed here and elsewhere. They stay until they are dismissed. */
  readonly conflicts: {
    list(): readonly StoredConflict[]
    dismiss(conflict: OfRecord): Promise<void>
  }
  /** Changes that the server refused, with their texts. They stay until they are dismissed. */
  readonly refused: {
    list(): readonly Refusal[]
    /** Makes the change again, with other values of fields if given. */
    retry(refusal: OfRecord, changes?: FieldChanges): LocalChange
    dismiss(refusal: OfRecord): Promise<void>
  }
  readonly status: ReplicaStatus
  /** Calls a function after each change of tasks or status. Returns a function that ends this. */
  subscribe(listener: () => void): () => void
  /** Sends changes and receives those of others, until the returned function is called. One tab does it for all. */
  start(): () => void
  /** Sends changes and receives those of others once. Rejects if that fails. */
  sync(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Deletes all that this device stores of the user, including changes that were not sent. The replica cannot be used afterwards. */
  clear(): Promise<void>
}
