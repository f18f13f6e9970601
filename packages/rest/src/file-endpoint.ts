import { pipeline, Readable } from 'node:stream'
import type { Operation } from '@taskpact/contract/core'
import { isStream } from '@taskpact/engine'
import type { RequestHandler } from 'express'
import type { Serving } from './create-rest.js'
import { responseFileOf } from './media-types.js'
import { announceDeprecation, responseHeaders } from './response-headers.js'
import { toCall } from './to-call.js'

/** Returns the handler of an operation whose request or response body is a file, which ts-rest does not support. */
export function fileEndpoint(operation: Operation, { perform, contextOf, onInternalError }: Serving): RequestHandler {
  const call = toCall(operation)
  const setHeaders = responseHeaders(operation)
  const announce = announceDeprecation(operation)
  const fileOf = responseFileOf(operation)

  return async (req, res) => {
    const context = contextOf(req, res)
    announce?.(req, res, context.prefix)
    const result = await perform(call(req, res, context))
    context.applyEffects(result)
    setHeaders(req, res, result, context.prefix)
    const file = fileOf?.(req)
    if (!file) return void res.status(operation.status).json(result.output)

    res
      .status(operation.status)
      .attachment(`${operation.name.split('.', 1)}.${file.format}`)
      .type(file.mediaType)
    const content = isStream(result.output) ? result.output : [String(result.output)]
    const source = Readable.from(content)
    if (res.destroyed) return void source.destroy() // the client disconnected while the content was prepared
    pipeline(source, res, (error) => {
      if (!error) return
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onInternalError(error, context.requestId)
      res.destroy()
    })
  }
}
