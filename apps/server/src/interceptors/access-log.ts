import { errorTable, notModified } from '@taskpact/contract'
import { type Interceptor, ServiceError } from '@taskpact/service'
import type { Logger } from 'pino'

/**
 * One line for each call, whatever the transport: which operation, who called, how it ended, how long it took. No input, no
 * token. Where nothing is counted, as probes are, it is a line for debugging.
 */
export function logCalls(logger: Logger): Interceptor {
  return (next) => async (call) => {
    const { operation, requestId, transport } = call
    const started = performance.now()
    const log = (outcome: string, status: number) => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      const userId = call.known()?.userId
      const level = operation.metadata.limit === 'none' ? 'debug' : 'info'
      logger[level]({ requestId, transport, operation: operation.name, outcome, status, userId, ms })
    }
    try {
      const answer = await next(call)
      log('ok', answer.unchanged ? notModified : operation.status)
      return answer
    } catch (error) {
      const { code } = ServiceError.from(error)
      log(code, errorTable[code].status)
      throw error
    }
  }
}
