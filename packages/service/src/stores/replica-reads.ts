import { compiledQuery, type Database, history, type Replica, userRevisions } from '@taskpact/db'
import { type ReplicaReads, ServiceError } from '@taskpact/engine'
import { desc, eq, sql } from 'drizzle-orm'
import { NeedsPrimary } from './needs-primary.js'

/**
 * How a read was served. `served`: by the replica. By the primary: `late`, because the replica lacked writes of the user, or the read had to write; `failed`,
 * because the replica failed during the read; `skipped`, because it had failed before.
 */
export type ReplicaOutcome = 'served' | 'late' | 'failed' | 'skipped'

export interface ReplicaReadOptions {
  readonly replica: Pick<Replica, 'isUsable' | 'readIf'>
  /** Called once for each read. */
  readonly onRead: (outcome: ReplicaOutcome) => void
}

/** The last write of a user in a database, and the epoch that it belongs to. */
const lastWrite = compiledQuery({
  name: 'user_last_write',
  build: (db) =>
    db
      .select({
        revision: userRevisions.revision,
        epoch: sql<string>`${db.select({ epoch: history.epoch }).from(history).orderBy(desc(history.revisionFloor)).limit(1)}`,
      })
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId'))),
})

/**
 * Reads from a replica whose snapshot contains the write that was the last one of the user on the primary when the read began. So users
 * read their writes, whichever instance made them.
 */
export function createReplicaReads({ replica, onRead }: ReplicaReadOptions): ReplicaReads<Database> {
  return {
    async read(primary, userId, read) {
      if (!replica.isUsable) {
        onRead('skipped')
        return read(primary)
      }
      const [last] = await lastWrite(primary, { userId })
      let isLate = false
      const db = replica.readIf(async (snapshot) => {
        const [reached] = await lastWrite(snapshot, { userId })
        isLate = !last || reached?.epoch !== last.epoch || reached.revision < last.revision
        return !isLate
      })
      try {
        const result = await read(db)
        onRead('served')
        return result
      } catch (error) {
        const isUnable = error instanceof NeedsPrimary
        if (error instanceof ServiceError && !isUnable) throw error
        onRead(isLate || isUnable ? 'late' : 'failed')
        return read(primary)
      }
    },
  }
}
