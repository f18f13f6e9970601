import { setTimeout as sleep } from 'node:timers/promises'
import { toServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

export interface Migration {
  /** Stops retrying, and resolves once the current attempt has ended. */
  stop(): Promise<void>
}

const retryMs = 1000

/**
 * Runs the migrations. If the database is unavailable, resolves after the first attempt and retries in the background, so that the
 * server starts and reports that it is not ready. Rejects if a migration itself fails.
 */
export async function migrateOnStart(migrate: () => Promise<void>, logger: Logger): Promise<Migration> {
  const stopping = new AbortController()
  const { signal } = stopping
  const failed = (error: unknown) => {
    if (toServiceError(error).code !== 'unavailable') throw error
    logger.error({ err: error }, 'The database is unavailable; retrying the migrations')
    return false
  }
  const attempt = () => migrate().then(() => true, failed)
  const retry = async () => {
    while (!signal.aborted && !(await attempt())) await sleep(retryMs, undefined, { signal }).catch(() => {})
  }
  const retrying = (await attempt()) ? undefined : retry()
  retrying?.catch((error) => logger.fatal({ err: error }, 'Could not migrate the database'))
  return {
    async stop() {
      stopping.abort()
      await retrying?.catch(() => {}) // logged above
    },
  }
}
