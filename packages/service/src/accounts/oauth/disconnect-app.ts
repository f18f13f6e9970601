import type { Context } from '../../context.js'
import type { Audit } from '../audit.js'
import type { GrantStatus } from './grant-status.js'
import { deleteApp, deleteRecordsOfGrant } from './record-queries.js'

/** The grant of an app, by its hash. */
export interface GrantOfApp {
  readonly hash: string
  readonly owner: string
  /** The session of the user who ends it. Undefined: the app ends it, or the reuse of a token. */
  readonly sessionId?: string | undefined
}

/**
 * Ends a grant in a transaction that has locked its user: deletes it with its codes and tokens, and records that. Returns false if it does
 * not connect an app, such as after a concurrent request has ended it.
 */
export type DisconnectApp = (grant: GrantOfApp, tx: Context) => Promise<boolean>

export function createDisconnectApp(status: Pick<GrantStatus, 'markEnded'>, audit: Audit): DisconnectApp {
  return async ({ hash, owner, sessionId }, tx) => {
    const [deleted] = await deleteApp(tx.db, { hash, owner, now: tx.now().toISOString() })
    if (!deleted) return false
    await deleteRecordsOfGrant(tx.db, { grantHash: hash })
    tx.afterCommit(() => status.markEnded(hash))
    await audit(tx, 'app_revoked', owner, sessionId)
    return true
  }
}
