import { deprecationHeaders, type Operation } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { type AnyTRPCRouter, getTRPCErrorShape } from '@trpc/server'
import type { Request, RequestHandler, Response } from 'express'
import type { TrpcContext } from './create-trpc-router.js'
import { toTrpcError } from './errors.js'
import { failureHeaders } from './failure-headers.js'
import { readerFor } from './read-input.js'

export interface SingleOptions {
  readonly path: string
  readonly router: AnyTRPCRouter
  readonly operations: readonly Operation[]
  readonly contextOf: (req: Request, res: Response) => TrpcContext
  /** Does the call of an operation, whose raw input may be asked for. */
  readonly call: (operation: Operation, ctx: TrpcContext, rawInput: () => unknown) => Promise<unknown>
  readonly onInternal: (error: unknown, requestId: string) => void
}

/**
 * Answers what tRPC's clients send mostly: one call in plain JSON, or a batch of one. The adapter makes a Request, a Response,
 * streams and signals of the web for each, which takes as long as all else of a call together. Whatever is not so plain is left to
 * it, and the answers are the same.
 */
export function serveSingle({ path, operations, ...options }: SingleOptions): RequestHandler {
  const byPath = new Map(operations.map((operation) => [`${path}/${operation.name}`, operation]))

  return (req, res, next) => {
    const operation = byPath.get(req.path)
    if (!operation) return next()
    const query = new URLSearchParams(req.url.split('?').slice(1).join('?'))
    if (!isPlain(req, operation, query)) return next()
    const isBatch = query.has('batch')
    const run = (text: string | null) => {
      serve(operation, req, res, { isBatch, input: () => (text ? inputIn(JSON.parse(text), isBatch) : undefined) })
    }
    if (req.method !== 'POST') return run(query.get('input'))
    readerFor(operation)(req, res, () => run(req.body))
  }

  function serve(
    operation: Operation,
    req: Request,
    res: Response,
    { isBatch, input }: { readonly isBatch: boolean; readonly input: () => unknown },
  ): void {
    const { router, contextOf, call, onInternal } = options
    const ctx = contextOf(req, res)
    const send = (body: unknown, headers?: Record<string, string>) => {
      if (res.headersSent) return
      const { deprecated } = operation.metadata
      const text = JSON.stringify(isBatch ? [body] : body)
      const own = {
        Vary: 'trpc-accept, accept',
        ...res.locals.head,
        ...headers,
        ...(deprecated && deprecationHeaders(deprecated, deprecated.use)),
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
      }
      res.writeHead(res.statusCode, [...(res.locals.fixedHeaders ?? []), ...Object.entries(own).flat()])
      res.end(text)
    }
    const fail = (thrown: unknown) => {
      const failure = ServiceError.from(thrown)
      if (failure.isOurs) onInternal(failure, ctx.requestId)
      const config = router._def._config
      const told = { error: toTrpcError(failure), type: operation.kind, path: operation.name, input: undefined, ctx }
      const error = getTRPCErrorShape({ config, ...told })
      res.status(error.data.httpStatus)
      send({ error }, failureHeaders([failure]))
    }
    call(operation, ctx, input)
      .then((data) => send({ result: { data } }))
      .catch(fail)
  }
}

/** A batch has the input of each call by its number. */
function inputIn(sent: unknown, isBatch: boolean): unknown {
  if (!isBatch) return sent
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    throw new TypeError('A batch has its inputs by number')
  return (sent as Record<string, unknown>)['0']
}

function isPlain({ method, headers }: Request, { kind }: Operation, query: URLSearchParams): boolean {
  if (method !== (kind === 'query' ? 'GET' : 'POST')) return false
  if ([...query].some(([key, value]) => key !== 'input' && !(key === 'batch' && value === '1'))) return false
  if (query.getAll('input').length > 1) return false
  const type = headers['content-type']
  return (
    headers['trpc-accept'] === undefined &&
    !/jsonl|event-stream/.test(headers.accept ?? '') &&
    (type === undefined || type.startsWith('application/json'))
  )
}
