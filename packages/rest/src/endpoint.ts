import { Readable } from 'node:stream'
import { notModified, type Operation } from '@taskpact/contract/core'
import { Streamed } from '@taskpact/engine'
import type { Request, Response } from 'express'
import type { Serving } from './create-rest.js'
import { jsonOf } from './json-stream.js'
import { announceDeprecation, responseHeaders } from './response-headers.js'
import { sendJson } from './send-json.js'
import { destroyOnError } from './stream-response.js'
import { toCall } from './to-call.js'

interface TsRestRequest {
  readonly req: Request
  readonly res: Response
}

/** Returns the implementation of one operation for ts-rest, which routes the request and sends the result. */
export function endpoint(operation: Operation, { perform, contextOf, onInternalError }: Serving) {
  const call = toCall(operation)
  const setHeaders = responseHeaders(operation)
  const announce = announceDeprecation(operation)

  return async ({ req, res }: TsRestRequest) => {
    const context = contextOf(req, res)
    announce?.(req, res, context.prefix)
    res.json = sendJson
    const result = await perform(call(req, res, context))
    context.applyEffects(result)
    setHeaders(req, res, result, context.prefix)
    if (result.notModified) return { status: notModified, body: undefined }
    const { output } = result
    if (!(output instanceof Streamed)) return { status: operation.status, body: output }
    res.type('json')
    const body = Readable.from(jsonOf(output))
    destroyOnError(body, res, (error) => onInternalError(error, context.requestId))
    return { status: operation.status, body }
  }
}
