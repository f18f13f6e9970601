import type { Task } from '@taskpact/contract'
import type { Draft } from './draft.js'
import type { Known } from './rebase.js'
import { applyChanges, type RecordChanges, type RecordStore } from './store.js'

/** How far the changes of the server were read. */
export interface Feed {
  /** Undefined before the first page. */
  readonly cursor?: string | undefined
  readonly revision: number
}

/** Reads and writes records within one transaction. */
export interface Transaction {
  get<T>(key: string): T | undefined
  /** Returns the records whose key has a prefix. */
  all<T>(prefix: string): T[]
  set(key: string, value: unknown): void
}

/** A change of records. It may run several times, so it depends on the records only. */
export type Change = (records: Transaction) => void

export const keys = {
  task: 'task ',
  draft: 'draft ',
  conflict: 'conflict ',
  refusal: 'refusal ',
  feed: 'feed',
} as const

export function knownOf(records: Pick<Transaction, 'get'>, id: string): Known {
  return { task: records.get<Task>(keys.task + id), draft: records.get<Draft>(keys.draft + id) }
}

/** The records of a replica: those that are stored, with the changes on top that are being stored. */
export interface State extends Pick<Transaction, 'get' | 'all'> {
  /** Resolves when the stored records were read. Rejects if they cannot be. */
  readonly loaded: Promise<void>
  /** Applies a change at once. Resolves when it is stored; rejects, and undoes it, if it cannot be. */
  change(change: Change): Promise<void>
  /** Applies what another tab has stored, or reads the store if versions between are missing. */
  receive(message: StoredChanges): void
  /** The version of the stored records, or -1 before they were read. */
  readonly version: number
  close(): void
}

/** What a tab sends to the others. */
export interface StoredChanges {
  /** The version after the changes. */
  readonly version: number
  /** Undefined if there is only a version to compare with. */
  readonly changes?: RecordChanges | undefined
}

interface Waiting {
  readonly change: Change
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Opens the records of a replica. `onChange` is called after each change, `onStored` with what this tab has stored. */
export function openState(
  open: () => Promise<RecordStore>,
  onChange: () => void,
  onStored: (message: StoredChanges) => void,
): State {
  let store: RecordStore | undefined
  let version = -1
  let stored = new Map<string, unknown>()
  /** What the waiting changes write. */
  let overlay = new Map<string, unknown>()
  const waiting: Waiting[] = []
  let isWriting = false
  let isClosed = false

  const read = async (): Promise<void> => {
    if (isClosed) throw new Error('The replica is closed.')
    const before = version
    const { version: current, records } = await (store as RecordStore).read()
    if (version !== before) return read() // these may be older
    version = current
    stored = new Map(records)
    show()
  }
  const load = async () => {
    store = await open()
    if (isClosed) store.close()
    await read()
  }

  /** Reads the stored records with changes on top. */
  const reader = (changes: () => RecordChanges): Pick<Transaction, 'get' | 'all'> => ({
    get: <T>(key: string) => (changes().has(key) ? changes().get(key) : stored.get(key)) as T | undefined,
    all<T>(prefix: string) {
      const found: T[] = []
      for (const [key, value] of stored) if (key.startsWith(prefix) && !changes().has(key)) found.push(value as T)
      for (const [key, value] of changes()) if (key.startsWith(prefix) && value !== undefined) found.push(value as T)
      return found
    },
  })
  const transactionOn = (written: Map<string, unknown>): Transaction => ({
    ...reader(() => written),
    set: (key, value) => void written.set(key, value),
  })
  /** Returns what some changes write to the stored records. */
  const run = (changes: readonly Waiting[]) => {
    const written = new Map<string, unknown>()
    for (const { change } of changes) change(transactionOn(written))
    return written
  }
  const show = () => {
    overlay = run(waiting)
    onChange()
  }

  /** Stores the waiting changes. Those that arrive meanwhile are stored together. */
  const write = async () => {
    if (isWriting) return
    isWriting = true
    while (waiting.length > 0) {
      const batch = [...waiting]
      try {
        await loaded
        if (isClosed) throw new Error('The replica is closed.')
        const changes = run(batch)
        const before = version
        if (changes.size > 0) {
          if (!(await (store as RecordStore).write(before, changes))) {
            await read()
            continue
          }
          if (version === before) {
            applyChanges(stored, changes)
            version++
          }
          onStored({ version: before + 1, changes })
        }
        waiting.splice(0, batch.length)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        waiting.splice(0, batch.length)
        await read().catch(() => {})
        for (const { reject } of batch) reject(error) // after it is undone: the handlers run after `show`
      }
      show()
    }
    isWriting = false
  }

  const receive = ({ version: next, changes }: StoredChanges) => {
    if (next <= version) return
    if (!changes || next !== version + 1 || isWriting) return void read().catch(() => {})
    applyChanges(stored, changes)
    version = next
    show()
  }

  const loaded = load()
  loaded.catch(() => {})
  return {
    loaded,
    get version() {
      return version
    },
    ...reader(() => overlay),
    change(change) {
      return new Promise((resolve, reject) => {
        try {
          change(transactionOn(overlay))
        } catch (error) {
          overlay = run(waiting)
          throw error
        }
        waiting.push({ change, resolve, reject })
        onChange()
        write()
      })
    },
    receive: (message) => void loaded.then(() => receive(message)).catch(() => {}),
    close() {
      isClosed = true
      store?.close()
    },
  }
}
