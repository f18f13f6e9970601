import { bearerToken, deprecationHeaders, type Operation } from '@taskpact/contract'
import type { Client, ServiceError } from '@taskpact/service'
import type { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type { Request, RequestHandler } from 'express'
import { createTrpcRouter, type TrpcContext, type TrpcOptions, toCall } from './create-trpc-router.js'
import { toServiceError } from './errors.js'
import { failureHeaders } from './failure-headers.js'
import { limitBatch } from './limit-batch.js'
import { readInput } from './read-input.js'
import { serveSingle } from './serve-single.js'

export interface TrpcHandlerOptions extends TrpcOptions {
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: (error: unknown, requestId: string) => void
}

/** Express handlers for the router, in order; mount them on a path. The request id is read from `res.locals.requestId`. */
export function createTrpcHandlers({ onInternal, ...options }: TrpcHandlerOptions): RequestHandler[] {
  const router = createTrpcRouter(options)
  const serve = createExpressMiddleware({
    router,
    // The adapter sets the header whole: what was in it before must come along.
    responseMeta: ({ ctx, errors, info }) => ({
      headers: {
        ...varyOf(ctx as TrpcContext | undefined),
        ...failureHeaders(errors.map(toServiceError)),
        ...announcementOf(info?.calls.map(({ path }) => path) ?? [], options.operations),
      },
    }),
    createContext: ({ req }) => contextOf(req),
    onError({ error, req }) {
      const failure = toServiceError(error)
      if (failure.isOurs && !isAnswered(req, error)) onInternal(failure, String(req.res?.locals.requestId))
    },
  })
  const single = serveSingle({
    ...{ router, contextOf, onInternal, operations: options.operations },
    call: (operation, ctx, rawInput) => options.perform(toCall(operation, ctx, rawInput)).then(({ output }) => output),
  })
  return [limitBatch(router), readInput(options.operations), single, serve]
}

function contextOf({ headers, res }: Request): TrpcContext {
  if (!res) throw new TypeError('Express gives each request its answer')
  return {
    vary: res.getHeader('vary')?.toString(),
    inputError: res.locals.inputError as ServiceError | undefined,
    token: bearerToken(headers.authorization),
    requestId: res.locals.requestId as string,
    client: res.locals.client as Client,
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
