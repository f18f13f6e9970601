import { limits } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { type AnyTRPCRouter, getTRPCErrorShape } from '@trpc/server'
import type { RequestHandler } from 'express'
import { toTrpcError } from './errors.js'

/** Refuses a batch of too many calls, before tRPC would: its own refusal could not name the request. */
export function limitBatch(router: AnyTRPCRouter): RequestHandler {
  return (req, res, next) => {
    const refusal = refusalOf(req.path)
    if (!refusal) return next()
    const error = getTRPCErrorShape({
      config: router._def._config,
      error: toTrpcError(refusal),
      type: 'unknown',
      path: undefined,
      input: undefined,
      ctx: { requestId: res.locals.requestId },
    })
    res.status(error.data.httpStatus).json({ error })
  }
}

/** Commas may come encoded: tRPC splits what it has decoded. */
function refusalOf(path: string): ServiceError | undefined {
  try {
    if (decodeURIComponent(path).split(',').length <= limits.batchCalls) return undefined
    return new ServiceError('invalid_input', `A batch holds at most ${limits.batchCalls} calls.`)
  } catch {
    return new ServiceError('invalid_input', 'The path is not percent-encoded UTF-8.')
  }
}
