import type { Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { Service } from '../context.js'
import { afterAll, newestFirst, readAll } from '../page.js'
import { allTasks } from '../tasks/list.js'
import { self } from './account.js'
import { listEvents } from './audit.js'
import { listSessions } from './session-queries.js'

/** Everything that is held on the caller; what may be long is read while it is sent. */
export const exportMe: Service<Contract>['auth']['exportMe'] = async (_input, ctx) => {
  const { userId, sessionId } = ctx.caller
  return {
    exportedAt: ctx.now().toISOString(),
    user: await self(ctx),
    sessions: await listSessions(userId, sessionId, ctx),
    events: readAll(newestFirst([]), (before = afterAll, limit) => listEvents(ctx.db, { userId, before, limit })),
    tasks: held(userId, ctx.db),
  }
}

/** Tasks outside the trash, then those in it. */
async function* held(userId: string, db: Database) {
  yield* allTasks(userId, db, { trashed: false })
  yield* allTasks(userId, db, { trashed: true })
}
