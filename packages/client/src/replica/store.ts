/** The records of a replica by their key. */
export type Records = ReadonlyMap<string, unknown>

/** New values of records; undefined deletes a record. */
export type RecordChanges = ReadonlyMap<string, unknown>

/** The stored records of one user. */
export interface RecordStore {
  /** Reads all records, and their version: the number of writes so far. */
  read(): Promise<{ readonly version: number; readonly records: Records }>
  /** Writes all changes or none. Writes nothing and resolves with false if the version is another one. */
  write(version: number, changes: RecordChanges): Promise<boolean>
  close(): void
}

/** Where replicas are stored. */
export interface ReplicaStore {
  /** Name of what all tabs of an origin share, or undefined if the records are not shared. */
  readonly sharedName?: string | undefined
  open(userId: string): Promise<RecordStore>
  /** Deletes the records of a user. */
  delete(userId: string): Promise<void>
  /** Resolves with whether the browser keeps the records until they are deleted. */
  isPersistent(): Promise<boolean>
}

/** Stores replicas in memory, until the page or process ends. */
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
    isPersistent: async () => false,
  }
}

export function applyChanges(records: Map<string, unknown>, changes: RecordChanges): void {
  for (const [key, value] of changes) {
    if (value === undefined) records.delete(key)
    else records.set(key, value)
  }
}
