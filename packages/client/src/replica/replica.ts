import type { CallInput, Contract, Task } from '@taskpact/contract'
import type { Refusal, StoredConflict } from './apply.js'
import type { FieldChanges } from './fields.js'
import type { ConflictPolicies } from './merge.js'
import type { ReplicaQuery } from './query/query-tasks.js'
import type { ReplicaStore } from './store.js'

export interface ReplicaOptions {
  /** The user whose tasks these are: `session.user.id`. With the token of another user, `sync()` rejects with `forbidden`, so tasks of two users never mix. */
  readonly userId: string
  /** Where tasks and changes are stored: `indexedDb(name)` or `memoryStore()`. */
  readonly store: ReplicaStore
  /** How to resolve texts that were changed on both sides. Default: `mine` for titles, `merge` for descriptions. */
  readonly conflicts?: ConflictPolicies | undefined
}

/** A task as this device shows it. Its `revision` is that of the server, also if it has local changes, and 0 for a new task. */
export interface ReplicaTask extends Task {
  /** Whether it has changes that the server has not confirmed. */
  readonly isPending: boolean
}

export type OfTask = Pick<CallInput<Contract['tasks']['get']>, 'taskId'>
export type NewReplicaTask = Omit<CallInput<Contract['tasks']['create']>, 'userId' | 'idempotencyKey'>

/**
 * A change on this device. Resolves when it is stored. Rejects, and is undone, with the error of the store, such as QuotaExceededError, or
 * with an ApiError: `not_found` if the device has no such task, `conflict` if a new task has the id of another one.
 */
export interface LocalChange extends Promise<void> {
  readonly taskId: string
  /** Resolves with `saved` when no change to the task is pending, with `refused` if one is refused after this call. Rejects as the change does. */
  settled(): Promise<'saved' | 'refused'>
}

/**
 * - `stopped`: this tab does not synchronize.
 * - `catching-up`: changes of the server are being read.
 * - `live` and `polling`: changes arrive as they happen.
 * - `offline`: synchronization failed, see `error`. It is retried after a random delay of up to 30 seconds or after `Retry-After`, unless the
 *   store or the code could not be loaded.
 * - `signed-out`: there is no valid token of the user. Changes wait until there is one.
 */
export type ReplicaConnection = 'stopped' | 'catching-up' | 'live' | 'polling' | 'offline' | 'signed-out'

export interface ReplicaStatus {
  readonly connection: ReplicaConnection
  /** The error of the last failed attempt of this tab, until one succeeds. Undefined while another tab synchronizes. */
  readonly error: unknown
  /** Number of tasks with changes that the server has not confirmed. */
  readonly pending: number
  /** Number of conflicts that are not dismissed. */
  readonly conflicts: number
  /** Number of refused changes that are not dismissed. */
  readonly refused: number
  /**
   * Whether unconfirmed changes can be lost, because the browser may delete the store, as Safari does after seven days of use without a visit
   * (https://webkit.org/blog/14403/updates-to-storage-policy/). Always true for unconfirmed changes in memory.
   */
  readonly isAtRisk: boolean
}

export interface ReplicaTasks {
  /**
   * Returns the tasks that match a query, in its order, as `client.tasks.list` would, without a limit: by default, all, the newest first, with
   * the days of UTC. Returns the same array as before if none has changed. Throws a RangeError for an unknown time zone.
   */
  list(query?: ReplicaQuery): readonly ReplicaTask[]
  get(task: OfTask): ReplicaTask | undefined
  /** Creates a task, by default with a UUID of version 7 (RFC 9562). */
  create(task: NewReplicaTask): LocalChange
  /** Sets fields. Unlike on the server, a due date replaces a due time, and vice versa. */
  update(changes: OfTask & FieldChanges): LocalChange
  /** Completes a task, or reopens it with `completed: false`. */
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
  /** Resolves when the stored tasks were read. Rejects with the error of the store if they cannot be, such as in some private windows. */
  readonly ready: Promise<void>
  readonly tasks: ReplicaTasks
  /**
   * Undoes the last change that was made through this object, of up to 100. Fields that changed since keep their values, and a change of which
   * nothing is left to undo is skipped. Returns undefined if there is none.
   */
  undo(): LocalChange | undefined
  /** Texts and tasks that were changed on both sides. They stay until they are dismissed. */
  readonly conflicts: {
    list(): readonly StoredConflict[]
    dismiss(conflict: OfRecord): Promise<void>
  }
  /** Changes that the server refused, with their texts. They stay until they are dismissed. */
  readonly refused: {
    list(): readonly Refusal[]
    /** Makes the change again, with other values of fields if given, and dismisses the refusal. Rejects with `not_found` if there is none. */
    retry(refusal: OfRecord, changes?: FieldChanges): LocalChange
    dismiss(refusal: OfRecord): Promise<void>
  }
  readonly status: ReplicaStatus
  /** Calls a function after each change of tasks or status. Returns a function that unsubscribes it. */
  subscribe(listener: () => void): () => void
  /**
   * Sends changes and receives those of others, until the returned function is called, once for each call. One tab does it for all, by Web Locks
   * (https://www.w3.org/TR/web-locks/); without them, each tab does.
   */
  start(): () => void
  /** Sends changes and receives those of others, one time. Rejects with an ApiError such as `unreachable`, the reason of the signal, or the error of the store. */
  sync(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Deletes everything that this device stores of the user, including changes that were not sent. Later changes reject. */
  clear(): Promise<void>
}
