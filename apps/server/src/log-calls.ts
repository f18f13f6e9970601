import { type Interceptor, ServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

/** One line for each call, whatever the transport: which operation, how it ended, how long it took. No input, no token. */
export function logCalls(logger: Logger): Interceptor {
  return (next) => async (call) => {
    const started = performance.now()
    const log = (outcome: string) =>
      logger.info({
        requestId: call.requestId,
        operation: call.operation.name,
        outcome,
        ms: Math.round((performance.now() - started) * 10) / 10,
      })
    try {
      const output = await next(call)
      log('ok')
      return output
    } catch (error) {
      log(ServiceError.from(error).code)
      throw error
    }
  }
}
