import type { Database } from '@taskpact/db'
import {
  purge,
  purgeEmailTokens,
  purgeEndedTokens,
  purgeIdempotencyKeys,
  purgeOAuthRecords,
  purgePersonalTokens,
  purgeSessions,
  purgeTickets,
  purgeUnknownSignIns,
} from '@taskpact/service'
import type { Logger } from 'pino'
import { repeat } from './repeat.js'

interface Options {
  readonly db: Database
  readonly now: () => Date
  readonly retentionDays: number
  readonly logger: Logger
}

const hour = 60 * 60_000

/**
 * Deletes old tasks in the trash, and expired idempotency keys, sessions, ended tokens, personal access tokens, used tickets, tokens of
 * links in mails, and grants, codes and tokens of apps: now, then every hour. After a failure, the next run tries again.
 */
export function startPurging({ db, now, retentionDays, logger }: Options): { stop(): Promise<void> } {
  return repeat(async (signal) => {
    try {
      const purged = await purge({ db, now: now(), retentionDays, signal })
      if (purged > 0) logger.info({ purged }, 'Purged old tasks from the trash')
      await purgeIdempotencyKeys(db, now(), signal)
      await purgeSessions(db, now(), signal)
      await purgeEndedTokens(db, now())
      await purgePersonalTokens(db, now())
      await purgeUnknownSignIns(db, now(), signal)
      await purgeTickets(db, now(), signal)
      await purgeEmailTokens(db, now(), signal)
      await purgeOAuthRecords(db, now())
    } catch (error) {
      logger.error({ err: error }, 'Could not purge expired data')
    }
  }, hour)
}
