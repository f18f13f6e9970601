import type { Refusal, StoredConflict } from './apply.js'
import { type FieldChanges, fieldsOf, isSame, toFields } from './fields.js'
import type { Report } from './keep-in-sync.js'
import { loadSync } from './load-sync.js'
import { createLocalChanges } from './local-changes.js'
import type { NewReplicaTask, OfRecord, Replica, ReplicaConnection, ReplicaOptions, ReplicaStatus } from './replica.js'
import { keys, openState } from './state.js'
import type { ReplicaClient } from './synchronize.js'
import { createView, keepSame } from './view.js'

/**
 * Opens the replica of a user: tasks that this device can read and change without a connection. Changes are shown at once, stored, and
 * sent by `start` or `sync`. Changes of one task on several devices are merged field by field. Does not throw: see `ready`.
 */
export function createReplica(client: ReplicaClient, { userId, store, conflicts = {} }: ReplicaOptions): Replica {
  const listeners = new Set<() => void>()
  let isPersistent = true
  let connection: ReplicaConnection = 'stopped'
  let error: unknown
  let status: ReplicaStatus | undefined
  /** Whether the records or the connection have changed since the status was read. */
  let isStale = true

  const subscribe = (listener: () => void) => {
    const own = () => listener() // a listener that is added twice is called twice
    listeners.add(own)
    return () => void listeners.delete(own)
  }
  const readStatus = () => {
    if (status && !isStale) return status
    isStale = false
    const pending = state.all(keys.draft).length
    const next = {
      connection,
      error,
      pending,
      conflicts: state.all(keys.conflict).length,
      refused: state.all(keys.refusal).length,
      isAtRisk: pending > 0 && !isPersistent,
    }
    if (error !== status?.error || !isSame({ ...next, error: 0 }, { ...status, error: 0 })) status = next
    return status ?? next
  }
  const notify = () => {
    isStale = true
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        queueMicrotask(() => {
          throw error // reported, without an effect on the change
        })
      }
    }
  }
  const open = async () => {
    const records = await store.open(userId)
    isPersistent = await store.persist().catch(() => false)
    return records
  }
  const state = openState(
    open,
    () => {
      view.reset()
      notify()
      sync.wake()
    },
    (stored) => sync.broadcast(stored),
  )
  const view = createView(state)
  const local = createLocalChanges(userId, state, view, subscribe)
  const sharedName = store.sharedName && `${store.sharedName} ${userId}`
  const report: Report = (next = connection, failure) => {
    connection = next
    error = failure
    notify()
  }
  const sync = loadSync(async () => {
    const { keepInSync, createSynchronizer } = await import('./synchronization.js')
    return keepInSync(sharedName, state, createSynchronizer(client, userId, state, conflicts), report)
  }, report)
  const update = (taskId: string, changes: FieldChanges) => {
    const shown = view.get(taskId)
    return local.edit(taskId, toFields(changes, shown && fieldsOf(shown)))
  }
  const dismissible = <T>(prefix: string) => {
    let items: readonly T[] = []
    return {
      list() {
        items = keepSame(items, state.all<T>(prefix))
        return items
      },
      dismiss: ({ id }: OfRecord) => state.change((records) => records.set(prefix + id, undefined)),
    }
  }
  const refusals = dismissible<Refusal>(keys.refusal)

  return {
    userId,
    ready: state.loaded,
    tasks: {
      list: view.list,
      get: ({ taskId }) => view.get(taskId),
      create: local.create,
      update: ({ taskId, ...changes }) => update(taskId, changes),
      complete: ({ taskId, completed = true }) => local.edit(taskId, { completed }),
      remove: ({ taskId }) => local.remove(taskId),
    },
    undo: local.undo,
    conflicts: dismissible<StoredConflict>(keys.conflict),
    refused: {
      ...refusals,
      retry({ id }, changes = {}) {
        const refusal = state.get<Refusal>(keys.refusal + id)
        if (!refusal) return local.missing(id)
        const { taskId } = refusal
        const input = { ...refusal.changes, ...changes }
        const again = view.get(taskId)
          ? update(taskId, input)
          : local.create({ ...input, id: taskId } as NewReplicaTask) // the changes of a new task have a title
        return local.toChange(
          taskId,
          again.then(() => refusals.dismiss({ id })),
        )
      },
    },
    get status() {
      return readStatus()
    },
    subscribe,
    start: sync.start,
    sync: ({ signal = new AbortController().signal } = {}) => sync.sync(signal),
    async clear() {
      sync.stop()
      state.close()
      await store.delete(userId)
    },
  }
}
