import type { Database } from '@taskpact/db'
import type { Hub } from '@taskpact/engine'
import { currentRevisions } from '@taskpact/service'
import type { Logger } from 'pino'
import { repeat } from './repeat.js'

export interface SweepOptions {
  readonly hub: Hub
  readonly db: Database
  readonly logger: Logger
}

/** Milliseconds between two sweeps: the time until a waiting call or a stream learns of a write that another process made. */
const interval = 750
/** Milliseconds between two log lines about failures. */
const logInterval = 60_000

/** Wakes the waiting calls and the streams of users with writes that this process does not know of. */
export function startSweeping({ hub, db, logger }: SweepOptions): { stop(): Promise<void> } {
  let loggedAt = Number.NEGATIVE_INFINITY
  return repeat(async () => {
    try {
      await hub.sweep((userIds) => currentRevisions(db, userIds))
    } catch (err) {
      if (performance.now() - loggedAt < logInterval) return
      loggedAt = performance.now()
      logger.warn(
        { err },
        'The search for writes of other processes failed: waiting requests and streams learn of them later',
      )
    }
  }, interval)
}
