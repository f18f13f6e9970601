import type { Contract } from '@taskpact/contract'
import type { Service } from '../context.js'
import { readAll } from '../page.js'
import { allTasks } from '../tasks/tasks.js'
import { self } from './account.js'
import { eventQueries } from './audit.js'
import { listSessions } from './session-queries.js'

/** Everything that is held on the caller; what may be long is read while it is sent. */
export const exportMe: Service<Contract>['auth']['exportMe'] = async (_input, ctx) => {
  const { userId, sessionId } = ctx.caller
  return {
    exportedAt: ctx.now().toISOString(),
    user: await self(ctx),
    sessions: await listSessions(userId, sessionId, ctx),
    events: readAll((before, limit) => eventQueries(ctx.db).list.execute({ userId, before, limit })),
    tasks: allTasks(userId, ctx.db),
  }
}
