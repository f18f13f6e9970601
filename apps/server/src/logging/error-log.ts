import { ServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

/** During an outage every request fails for the same reason, which is logged once per interval. */
const intervalMs = 1000

/** Logs server errors with their causes. A line for `unavailable` has the number of errors like it that were not logged. */
export function errorLog(logger: Logger): (error: unknown, requestId: string) => void {
  let suppressed = 0
  let next = 0
  return (error, requestId) => {
    const isOutage = error instanceof ServiceError && error.code === 'unavailable'
    if (!isOutage) return logger.error({ requestId, err: error })
    if (performance.now() < next) {
      suppressed += 1
      return
    }
    logger.error({ requestId, err: error, ...(suppressed > 0 && { suppressed }) })
    suppressed = 0
    next = performance.now() + intervalMs
  }
}
