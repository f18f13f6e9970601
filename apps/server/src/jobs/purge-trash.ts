import type { Database } from '@taskpact/db'
import { purge, purgeEndedTokens, purgeIdempotencyKeys, purgeSessions, purgeUnknownSignIns } from '@taskpact/service'
import type { Logger } from 'pino'

interface Options {
  readonly db: Database
  readonly now: () => Date
  readonly retentionDays: number
  readonly logger: Logger
}

const hour = 60 * 60_000

/**
 * Deletes old tasks in the trash, and expired idempotency keys, sessions and ended tokens: now, then every hour. After a failure, the next
 * run tries again.
 */
export function startPurging({ db, now, retentionDays, logger }: Options): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const run = async () => {
    try {
      const purged = await purge({ db, now: now(), retentionDays, signal: stopping.signal })
      if (purged > 0) logger.info({ purged }, 'Purged old tasks from the trash')
      await purgeIdempotencyKeys(db, now(), stopping.signal)
      await purgeSessions(db, now(), stopping.signal)
      await purgeEndedTokens(db, now())
      await purgeUnknownSignIns(db, now(), stopping.signal)
    } catch (error) {
      logger.error({ err: error }, 'Could not purge the trash')
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, hour).unref()
  }
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void>
  const begin = () => {
    running = run()
  }
  running = run()
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
