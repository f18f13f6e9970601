import type { Step } from './call.js'
import { insideOf } from './transaction.js'

/** Chooses the server for reads of one user: the primary, or a replica of it. */
export interface ReplicaReads<Db> {
  /**
   * Runs `read` on a replica that contains all writes of the user, or else on `primary`. If the replica fails meanwhile, runs it again
   * on `primary`.
   */
  read<T>(primary: Db, userId: string, read: (db: Db) => Promise<T>): Promise<T>
}

/** Lets operations with `reads: 'replica'` read from one. What the client has already is compared with the primary. */
export function readFromReplica<Db>({ read }: ReplicaReads<Db>): Step<Db> {
  return (next) => (call) => {
    const { operation, caller, context, ifNoneMatch } = call
    if (operation.metadata.reads !== 'replica' || !caller || ifNoneMatch !== undefined) return next(call)
    return read(context.db, caller.userId, (db) => {
      call.context = db === context.db ? context : insideOf(context, db)
      return next(call)
    })
  }
}
