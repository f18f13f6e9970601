import { type ErrorTable, eventNameOf, type Operation, toProblem } from '@taskpact/contract/core'
import type { EventStream } from '@taskpact/engine'
import { encodeOnce, type SendEvents } from '@taskpact/engine/http'
import type { RequestHandler } from 'express'
import type { Serving } from './create-rest.js'
import { announceDeprecation } from './response-headers.js'
import { toCall } from './to-call.js'

interface StreamServing extends Serving {
  readonly errors: ErrorTable
  readonly sendEvents: SendEvents
}

/**
 * Returns the handler of a stream, which sends server-sent events. A failure after the first byte is an event `end` with a problem.
 */
export function streamEndpoint(operation: Operation, serving: StreamServing): RequestHandler {
  const { perform, contextOf, onInternalError, errors, sendEvents } = serving
  const call = toCall(operation)
  const announce = announceDeprecation(operation)
  const name = eventNameOf(operation)
  const toText = encodeOnce(({ id, data }) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)

  return async (req, res) => {
    const context = contextOf(req, res)
    announce?.(req, res, context.prefix)
    const result = await perform(call(req, res, context))
    context.applyEffects(result)
    delete req.next // the router, which would live as long as the stream
    sendEvents(res, result.output as EventStream, {
      opening: ': \n\n',
      heartbeat: ': \n\n',
      event: toText,
      failure(failure) {
        if (failure.isInternal) onInternalError(failure, context.requestId)
        return `event: end\ndata: ${JSON.stringify(toProblem(errors, failure, context.requestId))}\n\n`
      },
    })
  }
}
