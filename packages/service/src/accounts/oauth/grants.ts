import type { Context } from '../../context.js'
import type { GrantStatus } from './grant-status.js'
import { deleteRecordsOfOwner } from './record-queries.js'

export interface Grants {
  /** Ends all grants of a user to apps, and the sign-ins of the user at the authorization server. */
  endAll(userId: string, ctx: Context): Promise<void>
}

/** Creates what users do with the apps that act for them. */
export function createGrants(status: GrantStatus): Grants {
  return {
    async endAll(owner, { db, afterCommit }) {
      const deleted = await deleteRecordsOfOwner(db, { owner })
      afterCommit(() => {
        for (const { hash, kind } of deleted) if (kind === 'Grant') status.markEnded(hash)
      })
    },
  }
}
