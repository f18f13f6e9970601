import { type ErrorCode, errors, notModified } from '@taskpact/contract'
import { type AnyStep, ServiceError } from '@taskpact/engine'
import type { Logger } from 'pino'

/**
 * Writes a line for each call, whatever the transport: operation, user, outcome, duration. It contains no input and no token. Calls
 * that are not rate limited, such as health checks, are logged at debug level.
 */
export function accessLog(logger: Logger): AnyStep {
  return (next) => async (call) => {
    const { operation, requestId, transport } = call
    const started = performance.now()
    const log = (outcome: string, status: number) => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      const level = operation.metadata.limit === 'none' ? 'debug' : 'info'
      logger[level]({
        requestId,
        transport,
        operation: operation.name,
        outcome,
        status,
        userId: call.caller?.userId,
        ms,
      })
    }
    try {
      const result = await next(call)
      log('ok', result.notModified ? notModified : operation.status)
      return result
    } catch (error) {
      const { code } = ServiceError.from(error)
      log(code, errors[code as ErrorCode].status)
      throw error
    }
  }
}
