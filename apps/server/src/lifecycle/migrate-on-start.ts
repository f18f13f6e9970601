import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

export interface Migrating {
  stop(): Promise<void>
}

/**
 * Brings the tables up to date. Where the database is away it goes on trying, for as long as it takes, and the server starts
 * meanwhile: it lives, and says that it is not ready. Rejects where a migration itself fails.
 */
export async function migrateOnStart(migrate: () => Promise<void>, logger: Logger): Promise<Migrating> {
  const stopping = new AbortController()
  const { signal } = stopping
  const failed = (error: unknown) => {
    if (ServiceError.from(error).code !== 'unavailable') throw error
    logger.error({ err: error }, 'The database is away: it will be migrated when it is back')
    return false
  }
  const tryOnce = () => migrate().then(() => true, failed)
  const goOn = async () => {
    while (!signal.aborted && !(await tryOnce())) await sleep(1000, undefined, { signal }).catch(() => {})
  }
  const going = (await tryOnce()) ? undefined : goOn()
  going?.catch((error) => logger.fatal({ err: error }, 'The database could not be migrated'))
  return {
    async stop() {
      stopping.abort()
      await going?.catch(() => {}) // it was logged
    },
  }
}
