import pLimit from 'p-limit'
import type { UserContext } from './context.js'
import { ServiceError } from './service-error.js'
import { closed, type MemoryBudget, openSpool, type Spool } from './spool.js'
import { inTransaction, type Transactional } from './transaction.js'

export interface SnapshotOptions {
  /** Bytes of compressed JSON that all snapshots keep in memory together. Default: 16 MiB. */
  readonly memory?: number
  /** Maximum number of snapshots of one user that are being read or sent. Default: 4. */
  readonly maxPerUser?: number
}

/**
 * Runs a read in a transaction that sees one snapshot of the database. What it returns may contain lists that it has stored in the
 * spool: they are sent after the transaction, however slowly the client reads. Throws `unavailable` if the user has too many snapshots.
 */
export type Snapshots<Db extends Transactional<Db>> = <C extends UserContext<Db>, T>(
  ctx: C & UserContext<Db>,
  read: (inside: C, store: Spool['store']) => Promise<T>,
) => Promise<T>

/** Snapshots that are read at the same time, so that others keep connections. */
const maxReading = 2

export function createSnapshots<Db extends Transactional<Db>>({
  memory: free = 16 * 2 ** 20,
  maxPerUser = 4,
}: SnapshotOptions = {}): Snapshots<Db> {
  const memory: MemoryBudget = { free }
  const open = new Map<string, number>()
  const queue = pLimit(maxReading)

  function count(userId: string, change: 1 | -1): void {
    const now = (open.get(userId) ?? 0) + change
    if (now > 0) open.set(userId, now)
    else open.delete(userId)
  }

  return async (ctx, read) => {
    const { userId } = ctx.caller
    if ((open.get(userId) ?? 0) >= maxPerUser)
      throw new ServiceError('unavailable', 'Earlier downloads of this user are still being sent: try again later.')
    count(userId, 1)
    const close = () => void spool.close()
    const spool = openSpool(memory, () => {
      count(userId, -1)
      ctx.signal.removeEventListener('abort', close)
    })
    let isEmpty = true
    const store: Spool['store'] = (items) => {
      isEmpty = false
      return spool.store(items)
    }
    // The response of a client that disconnects before the first byte is never read.
    ctx.signal.addEventListener('abort', close, { once: true })
    try {
      const result = await queue(() => {
        if (ctx.signal.aborted) throw closed()
        return inTransaction(ctx, (inside: typeof ctx) => read(inside, store), snapshot)
      })
      if (isEmpty) await spool.close()
      return result
    } catch (error) {
      await spool.close()
      throw error
    }
  }
}

const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const
