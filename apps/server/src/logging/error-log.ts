import { ServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

/** While something is away every call fails for the same reason, and one line a second tells it. */
const quiet = 1000

/** Logs what failed on our side, with its causes. */
export function errorLog(logger: Logger): (error: unknown, requestId: string) => void {
  let untold = 0
  let next = 0
  return (error, requestId) => {
    const passes = error instanceof ServiceError && error.code === 'unavailable'
    if (!passes) return logger.error({ requestId, err: error })
    if (performance.now() < next) {
      untold += 1
      return
    }
    logger.error({ requestId, err: error, ...(untold > 0 && { like: untold }) })
    untold = 0
    next = performance.now() + quiet
  }
}
