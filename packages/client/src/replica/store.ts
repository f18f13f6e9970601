/** The records of a replica by their key. */
export type Records = ReadonlyMap<string, unknown>

/** New values of records; undefined deletes a record. */
export type RecordChanges = ReadonlyMap<string, unknown>

/** The stored records of one user. */
export interface RecordStore {
  /** Reads all records, and their version: the number of writes so far. */
  read(): Promise<{ readonly version: number; readonly records: Records }>
  /**
   * Writes all changes or none, durably, and increases the version by 1. Values can be cloned (HTML Standard, section 2.7). Writes nothing and
   * resolves with false if the stored version differs.
   */
  write(version: number, changes: RecordChanges): Promise<boolean>
  close(): void
}

/** Where replicas are stored. */
export interface ReplicaStore {
  /** Prefix of the names of locks and channels for tabs that share the records. Undefined: each replica synchronizes by itself. */
  readonly sharedName?: string | undefined
  /** Opens the records of a user, which may be open already. */
  open(userId: string): Promise<RecordStore>
  /** Deletes the records of a user, if there are any, also if they are open. */
  delete(userId: string): Promise<void>
  /** Asks the browser to keep the records until they are deleted. Resolves with whether it will. */
  persist(): Promise<boolean>
}

/** Stores replicas in memory, until the page or process ends. Replicas of one user share their records if they share this object. */
export function memoryStore(): ReplicaStore {
  const users = new Map<string, { version: number; records: Map<string, unknown> }>()
  return {
    async open(userId) {
      const stored = users.get(userId) ?? { version: 0, records: new Map() }
      users.set(userId, stored)
      return {
        read: async () => ({ version: stored.version, records: new Map(stored.records) }),
        async write(version, changes) {
          if (stored.version !== version) return false
          stored.version++
          applyChanges(stored.records, changes)
          return true
        },
        close: () => {},
      }
    },
    async delete(userId) {
      users.delete(userId)
    },
    persist: async () => false,
  }
}

export function applyChanges(records: Map<string, unknown>, changes: RecordChanges): void {
  for (const [key, value] of changes) {
    if (value === undefined) records.delete(key)
    else records.set(key, value)
  }
}
