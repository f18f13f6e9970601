import { bearerToken, deprecationHeaders, type Operation } from '@taskpact/contract'
import type { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { createTrpcRouter, type TrpcContext, type TrpcOptions, toCall } from './create-trpc-router.js'
import { toServiceError } from './errors.js'
import { failureHeaders } from './failure-headers.js'
import { limitBatch } from './limit-batch.js'
import { readInput } from './read-input.js'
import { serveSingle } from './serve-single.js'

export interface TrpcServerOptions extends TrpcOptions {
  /** Where the router is, such as `/trpc`. */
  readonly path: string
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: (error: unknown, requestId: string) => void
}

export interface Trpc {
  /** Serves a single call, whose kind of request needs no router of Express; leaves all else to whoever comes next. */
  readonly serveSingle: RequestHandler
  /** Serves everything below the path, and leaves other addresses to whoever comes next. */
  readonly serve: RequestHandler
}

/**
 * The router as handlers of Express. What is known of a request they read from `res.locals`: `requestId`, `client`, and for a
 * single call the headers that its answer has in any case, of its own as `head`, and as all have them as `fixedHeaders`.
 */
export function createTrpc({ path, onInternal, ...options }: TrpcServerOptions): Trpc {
  const router = createTrpcRouter(options)
  const adapter = createExpressMiddleware({
    router,
    // The adapter sets the header whole: what was in it before must come along.
    responseMeta: ({ ctx, errors, info }) => ({
      headers: {
        ...varyOf(ctx as TrpcContext | undefined),
        ...failureHeaders(errors.map(toServiceError)),
        ...announcementOf(info?.calls.map(({ path }) => path) ?? [], options.operations),
      },
    }),
    createContext: ({ req, res }) => contextOf(req, res),
    onError({ error, req }) {
      const failure = toServiceError(error)
      if (failure.isOurs && !isAnswered(req, error)) onInternal(failure, String(req.res?.locals.requestId))
    },
  })
  return {
    serveSingle: serveSingle({
      ...{ path, router, contextOf, onInternal, operations: options.operations },
      call: (operation, ctx, input) => options.perform(toCall(operation, ctx, input)).then(({ output }) => output),
    }),
    serve: Router({ caseSensitive: true, strict: true }).use(
      path,
      limitBatch(router),
      readInput(options.operations),
      adapter,
    ),
  }
}

function contextOf({ headers }: Request, res: Response): TrpcContext {
  const { inputError, requestId, client } = res.locals
  return {
    vary: res.getHeader('vary')?.toString(),
    inputError,
    token: bearerToken(headers.authorization),
    requestId,
    client,
  }
}

/** What tells that a procedure will go, where the answer is that of one call. */
function announcementOf([name, ...more]: readonly string[], operations: readonly Operation[]): Record<string, string> {
  const operation = operations.find((operation) => operation.name === name)
  const deprecated = more.length === 0 ? operation?.metadata.deprecated : undefined
  return deprecated ? deprecationHeaders(deprecated, deprecated.use) : {} // beside this one in the address
}

/** Where the server itself has refused the rest of a body, tRPC comes too late with its answer. */
function isAnswered({ res }: Request, { cause }: TRPCError): boolean {
  return (
    res?.writableFinished === true && (cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_HTTP_HEADERS_SENT'
  )
}

function varyOf(ctx: TrpcContext | undefined): Record<string, string> {
  return ctx?.vary === undefined ? {} : { vary: ctx.vary }
}
