import type { AccountExport, Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { afterAll, newestFirst, readAll, type Streamable } from '@taskpact/engine'
import type { Service } from '../context.js'
import { currentUser } from './account.js'
import { listEvents } from './audit.js'
import { readSessions, sessionsByUse } from './session-list.js'

type Section = Exclude<keyof AccountExport, 'exportedAt' | 'user' | 'sessions' | 'events'>

/** The parts of the export that other domains provide, by field. */
export type ExportSections = {
  readonly [S in Section]: (userId: string, db: Database) => Streamable<AccountExport>[S]
}

/** Creates the handler that exports all data of the caller. Long lists are read while they are sent. */
export function createExport(sections: ExportSections): Service<Contract>['auth']['exportMe'] {
  return async (_input, ctx) => {
    const { userId } = ctx.caller
    return {
      exportedAt: ctx.now().toISOString(),
      user: await currentUser(ctx),
      sessions: readAll(sessionsByUse([]), readSessions(ctx)),
      events: readAll(newestFirst([]), (before = afterAll, limit) => listEvents(ctx.db, { userId, before, limit })),
      tasks: sections.tasks(userId, ctx.db),
    }
  }
}
