import { type ErrorCode, errors, notModified } from '@taskpact/contract'
import { type AnyStep, type Caller, type CallState, type EventStream, ServiceError } from '@taskpact/engine'
import type { Logger } from 'pino'

/**
 * Writes a line for each call, whatever the transport: operation, user, personal access token or app, outcome, duration. It contains no
 * input and no token. Calls that are not rate limited, such as health checks, are logged at debug level. A stream has a line when it opens,
 * and another one when it ends.
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
      if (operation.kind === 'stream') logEnd(result.output as EventStream, call, logger)
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
        ...who(call),
        ms,
        ...(call.waitedMs > 0 && { waitedMs: Math.round(call.waitedMs) }),
      })
    }
  }
}

/** The user, with the id of the personal access token or of the app that made the call. */
function who({ caller }: CallState) {
  const { userId, tokenId, clientId }: Partial<Caller> = caller ?? {}
  return { userId, ...(tokenId !== undefined && { tokenId }), ...(clientId !== undefined && { clientId }) }
}

/** The outcome of a stream is `ok` if the client disconnects or the server stops. */
function logEnd(stream: EventStream, call: CallState, logger: Logger): void {
  const { operation, transport, request } = call
  const opened = performance.now()
  stream.onEnd(({ failure, events }) =>
    logger.info({
      requestId: request.requestId,
      transport,
      operation: operation.name,
      streamEnded: failure?.code ?? 'ok',
      ...who(call),
      seconds: Math.round((performance.now() - opened) / 100) / 10,
      events,
    }),
  )
}
