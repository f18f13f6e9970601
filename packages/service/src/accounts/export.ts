import type { AccountExport, Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { afterAll, createSnapshots, newestFirst, readAll } from '@taskpact/engine'
import type { Service } from '../context.js'
import { listEvents } from './audit.js'
import { currentUser, toUser } from './current-user.js'
import { listIdentities } from './identities/identity-queries.js'
import { appsNewestFirst, readApps } from './oauth/app-list.js'
import { readPasskeys } from './passkeys/passkeys.js'
import { readTokens } from './personal-tokens.js'
import { readSecondFactor } from './second-factor/second-factor.js'
import { readSessions, sessionsByUse } from './session-list.js'

type Section = Exclude<
  keyof AccountExport,
  'exportedAt' | 'user' | 'secondFactor' | 'sessions' | 'tokens' | 'apps' | 'passkeys' | 'identities' | 'events'
>

/** The parts of the export that other domains provide, by field. */
export type ExportSections = {
  readonly [S in Section]: (userId: string, db: Database) => AsyncIterable<AccountExport[S][number]>
}

/** Creates the handler that exports all data of the caller, as it was when the export began. */
export function createExport(sections: ExportSections): Service<Contract>['auth']['exportMe'] {
  const inSnapshot = createSnapshots<Database>()
  return (_input, ctx) =>
    inSnapshot(ctx, async (inside, store) => {
      const { userId } = inside.caller
      return {
        exportedAt: inside.now().toISOString(),
        user: toUser(await currentUser(inside)),
        secondFactor: await readSecondFactor(userId, inside.db),
        sessions: await store(readAll(sessionsByUse([]), readSessions(inside))),
        tokens: await store(readAll(newestFirst([]), readTokens(inside))),
        apps: await store(readAll(appsNewestFirst([]), readApps(inside))),
        identities: await listIdentities(inside.db, { owner: userId }),
        passkeys: await store(readAll(newestFirst([]), readPasskeys(userId, inside.db))),
        events: await store(eventsOf(userId, inside.db)),
        tasks: await store(sections.tasks(userId, inside.db)),
      }
    })
}

function eventsOf(userId: string, db: Database) {
  return readAll(newestFirst([]), (before = afterAll, limit) => listEvents(db, { userId, before, limit }))
}
