import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Operation } from '@taskpact/contract/core'
import { type EventStream, type Perform, ServiceError } from '@taskpact/engine'
import {
  createSendEvents,
  type EventFormat,
  encodeOnce,
  eventHeaders,
  toFailure,
  toOpening,
} from '@taskpact/engine/http'
import type { TrpcContext } from './create-trpc-router.js'
import type { ProcedureCall } from './parse-request.js'
import { toCall } from './to-call.js'

const toText = encodeOnce(({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`)

interface SubscriptionOptions {
  readonly perform: Perform
  /** Returns the envelope of tRPC for a failure, and reports it if it is internal. */
  readonly envelopeOf: (failure: ServiceError<string>, ctx: TrpcContext, operation: Operation) => unknown
}

/**
 * Serves a stream as a subscription of tRPC, in the format of its `httpSubscriptionLink`: the `data` of each event is a page, and the
 * `id` is the cursor after it. tRPC's own adapter needs three times the memory and twelve times the CPU time (packages/engine/PERFORMANCE.md, Streams).
 */
export function subscriptions({ perform, envelopeOf }: SubscriptionOptions) {
  const sendEvents = createSendEvents()

  return async (
    req: IncomingMessage,
    res: ServerResponse,
    { call, operation, ctx }: { call: ProcedureCall; operation: Operation; ctx: TrpcContext },
  ): Promise<void> => {
    const format: EventFormat = {
      opening: 'event: connected\ndata: {}\n\n',
      heartbeat: 'event: ping\ndata: \n\n',
      event: toText,
      failure(failure) {
        const { error } = envelopeOf(failure, ctx, operation) as { error: unknown }
        return `event: serialized-error\ndata: ${JSON.stringify(error)}\n\n`
      },
    }
    try {
      const result = await perform(toCall(operation, ctx, () => withLastEventId(req, call.input)))
      ctx.request.applyEffects(result)
      sendEvents(res, result.output as EventStream, format)
    } catch (error) {
      // An EventSource cannot read a response with another status, so tRPC sends refusals as events too.
      const refusal = ServiceError.from(error)
      ctx.request.applyEffects(refusal.effects)
      for (const [name, value] of Object.entries(eventHeaders)) res.setHeader(name, value)
      res.end(toOpening(format) + toFailure(format, refusal))
    }
  }
}

/** When an EventSource reconnects, it sends the id of the last event in a header. A new one gets the id from `httpSubscriptionLink`. */
async function withLastEventId(req: IncomingMessage, input: ProcedureCall['input']): Promise<unknown> {
  const fields = await input()
  const lastEventId = req.headers['last-event-id']
  if (
    !lastEventId ||
    (fields !== undefined && (typeof fields !== 'object' || fields === null || Array.isArray(fields)))
  )
    return fields
  return { ...fields, lastEventId }
}
