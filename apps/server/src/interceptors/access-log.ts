import { type ErrorCode, errors, notModified } from '@taskpact/contract'
import { type AnyStep, ServiceError } from '@taskpact/engine'
import type { Logger } from 'pino'

/**
 * Writes a line for each call, whatever the transport: operation, user, outcome, duration. It contains no input and no token. Calls
 * that are not rate limited, such as health checks, are logged at debug level.
 */
export function accessLog(logger: Logger): AnyStep {
  return (next) => async (call) => {
    const { operation, transport } = call
    const started = performance.now()
    let outcome = 'ok'
    let { status } = operation
    try {
      const result = await next(call)
      if (result.notModified) status = notModified
      return result
    } catch (error) {
      outcome = ServiceError.from(error).code
      status = errors[outcome as ErrorCode].status
      throw error
    } finally {
      const ms = Math.round((performance.now() - started) * 10) / 10
      const level = operation.metadata.limit === 'none' ? 'debug' : 'info'
      logger[level]({
        requestId: call.request.requestId,
        transport,
        operation: operation.name,
        outcome,
        status,
        userId: call.caller?.userId,
        ms,
        ...(call.waitedMs > 0 && { waitedMs: Math.round(call.waitedMs) }),
      })
    }
  }
}
