import type { IncomingMessage, ServerResponse } from 'node:http'
import { bearerToken, limits } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { jsonReader, type RequestContext } from '@taskpact/engine/http'
import { callRunner } from './call-runner.js'
import { createTrpcRouter, type TrpcContext, type TrpcRouterOptions } from './create-trpc-router.js'
import { parseRequest } from './parse-request.js'
import { deprecationOf } from './response-headers.js'
import { sendResponse } from './send-response.js'
import { streamBatch, wantsStream } from './stream-batch.js'
import { subscriptions } from './subscription.js'

const readUsual = jsonReader(limits.bodyBytes)
/** On tRPC, files are fields of the input. */
const readFile = jsonReader(limits.fileBytes)

export interface TrpcOptions extends TrpcRouterOptions {
  /** The path that the procedures are served below, such as `/trpc`. */
  readonly path: string
  /** What the app knows of a request. */
  readonly contextOf: (req: IncomingMessage, res: ServerResponse) => RequestContext
  /** Called for each failure that is not the client's. Default: ignored. */
  readonly onInternalError?: (error: unknown, requestId: string) => void
  /** The path of the protected resource whose metadata challenges name (RFC 9728). Default: they name none. */
  readonly resource?: string
}

/** A middleware for Express or any other framework on node:http. */
export type TrpcHandler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/**
 * Serves operations by tRPC over HTTP (https://trpc.io/docs/rpc): single calls and batches. tRPC's own adapters create a web request, a
 * web response and streams for each request, so they serve only batches that are streamed.
 */
export function createTrpc(options: TrpcOptions): TrpcHandler {
  const { path, operations, contextOf, onInternalError = () => {} } = options
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const router = createTrpcRouter(options)
  const { run, refuse } = callRunner(router, { ...options, onInternalError })
  const subscribe = subscriptions({
    perform: options.perform,
    envelopeOf: (failure, ctx, operation) => refuse(failure, ctx, operation).body,
  })
  const prefix = `${path}/`

  async function serve(req: IncomingMessage, res: ServerResponse, ctx: TrpcContext): Promise<void> {
    const read = (paths: readonly string[]) => {
      const [only, ...more] = paths.map((path) => byName.get(path))
      const isFile = more.length === 0 && only?.metadata.requestFile !== undefined
      return (isFile ? readFile : readUsual)(req, res)
    }
    const request = parseRequest(req.url ?? '', prefix, methodOf(req) === 'GET' ? undefined : read)
    if (wantsStream(req)) {
      const onError = (error: unknown) => reportIfInternal(error, ctx)
      return await streamBatch(req, res, { router, path, ctx, body: () => read([]), onError })
    }
    const [call, ...others] = request.calls
    const stream = byName.get(call?.path ?? '')
    if (call && stream?.kind === 'stream' && !request.isBatch && methodOf(req) === 'GET')
      return await subscribe(req, res, { call, operation: stream, ctx })
    const responses = await Promise.all(request.calls.map((call) => run(call, methodOf(req), ctx)))
    const deprecated = others.length === 0 ? byName.get(call?.path ?? '') : undefined
    for (const [name, value] of Object.entries(deprecated ? deprecationOf(deprecated) : {})) res.setHeader(name, value)
    sendResponse(res, responses, request.isBatch)
  }

  function reportIfInternal(error: unknown, ctx: TrpcContext): void {
    const failure = ServiceError.from((error as { cause?: unknown }).cause ?? error)
    if (failure.isInternal) onInternalError(failure, ctx.request.requestId)
  }

  return (req, res, next) => {
    if (!req.url?.startsWith(prefix)) return next()
    const ctx = { request: contextOf(req, res), token: bearerToken(req.headers.authorization) }
    serve(req, res, ctx).catch((error: unknown) => {
      if (res.headersSent) return void res.destroy()
      sendResponse(res, [refuse(ServiceError.from(error), ctx)], false)
    })
  }
}

/** HEAD is GET without the body, which node:http leaves out (RFC 9110, section 9.3.2). */
function methodOf({ method = '' }: IncomingMessage): string {
  return method === 'HEAD' ? 'GET' : method
}
