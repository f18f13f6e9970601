import type { Database } from '@taskpact/db'
import { purge } from '@taskpact/service'
import type { Logger } from 'pino'

interface Options {
  readonly db: Database
  readonly now: () => Date
  readonly retentionDays: number
  readonly logger: Logger
}

const hour = 60 * 60_000

/** Empties the trash of what has been in it for too long: at once, then every hour. A failure is for the next time. */
export function purgeEveryHour({ db, now, retentionDays, logger }: Options): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const run = async () => {
    try {
      const purged = await purge({ db, now: now(), retentionDays, signal: stopping.signal })
      if (purged > 0) logger.info({ purged }, 'The trash was emptied of old tasks')
    } catch (error) {
      logger.error({ err: error }, 'The trash could not be emptied')
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
