/** The database of the engine: what it stores for idempotency and reads for ETags. */
export interface Stores<Db> {
  readonly idempotency: IdempotencyStore<Db>
  readonly revisions: RevisionStore<Db>
  /** Default: the database is never restored. */
  readonly history?: History
}

/**
 * Identifies the writes that a database contains. A restore or a failover can lose writes; after it, equal revisions may be of other
 * states. So entity tags and cursors contain the epoch, and those of another epoch are no longer valid.
 */
export interface History {
  /** Replaced while the process runs, so read it when it is used. Letters, digits, `_` and `-`. */
  readonly epoch?: string | undefined
}

export interface KeyOwner {
  readonly userId: string
  readonly key: string
}

export interface StoredResult {
  readonly fingerprint: string
  /** JSON. Null while the first call is still running. */
  readonly result: string | null
}

/** Stores results under the idempotency keys of a user. */
export interface IdempotencyStore<Db> {
  /**
   * Claims a key that is not in use or was claimed before `expired`. Returns whether it did. Concurrent calls with one key wait
   * for each other, and all writes of a user are serialized from here to the end of the transaction.
   */
  claim(db: Db, claim: KeyOwner & { fingerprint: string; now: Date; expired: Date }): Promise<boolean>
  get(db: Db, owner: KeyOwner): Promise<StoredResult | undefined>
  save(db: Db, owner: KeyOwner, result: string): Promise<void>
}

export interface RevisionStore<Db> {
  /** Returns the number of the last write of a user. Undefined if there is no such user. */
  current(db: Db, userId: string): Promise<number | undefined>
}
