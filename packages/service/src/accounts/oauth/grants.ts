import type { Contract } from '@taskpact/contract'
import { inTransaction, readPage } from '@taskpact/engine'
import type { Context, Service } from '../../context.js'
import { ServiceError } from '../../service-error.js'
import { lockUserById } from '../user-queries.js'
import { appsNewestFirst, readApps } from './app-list.js'
import type { DisconnectApp } from './disconnect-app.js'
import type { GrantStatus } from './grant-status.js'
import { deleteRecordsOfOwner } from './record-queries.js'

export interface Grants {
  readonly handlers: Service<Contract>['auth']['apps']
  /** Ends all grants of a user to apps, and the sign-ins of the user at the authorization server. */
  endAll(userId: string, ctx: Context): Promise<void>
}

/** Creates the operations on connected apps. */
export function createGrants(status: Pick<GrantStatus, 'markEnded'>, disconnectApp: DisconnectApp): Grants {
  return {
    handlers: {
      list(page, ctx) {
        return readPage(appsNewestFirst([ctx.caller.userId, 'apps']), { ...page, history: ctx.history }, readApps(ctx))
      },

      async revoke({ appId: hash }, ctx) {
        const { userId: owner, sessionId } = ctx.caller
        return inTransaction(ctx, async (tx) => {
          // Locks the user, so that no code or token of the grant is stored concurrently.
          await lockUserById(tx.db, { id: owner })
          if (!(await disconnectApp({ hash, owner, sessionId }, tx)))
            throw new ServiceError('not_found', 'App not found.')
          return undefined
        })
      },
    },

    async endAll(owner, { db, afterCommit }) {
      const deleted = await deleteRecordsOfOwner(db, { owner })
      afterCommit(() => {
        for (const { hash, kind } of deleted) if (kind === 'Grant') status.markEnded(hash)
      })
    },
  }
}
