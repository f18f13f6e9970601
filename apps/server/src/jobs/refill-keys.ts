import type { Database } from '@taskpact/db'
import { refillKeys } from '@taskpact/service'
import type { Logger } from 'pino'
import { repeat } from './repeat.js'

interface Options {
  readonly db: Database
  readonly logger: Logger
}

const fiveMinutes = 5 * 60_000

/**
 * Writes the keys of tasks that the previous release wrote: now, then every five minutes, because it runs on while instances are
 * replaced. After a failure, the next run tries again.
 */
export function startRefilling({ db, logger }: Options): { stop(): Promise<void> } {
  return repeat(async (signal) => {
    try {
      const refilled = await refillKeys({ db, signal })
      if (refilled > 0) logger.info({ refilled }, 'Wrote search and sort keys of tasks of the previous release')
    } catch (error) {
      logger.error({ err: error }, 'Could not write the keys of tasks of the previous release')
    }
  }, fiveMinutes)
}
