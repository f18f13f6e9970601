import { bearerToken, limits } from '@taskpact/contract'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { createTrpcRouter, type TrpcOptions } from './create-trpc-router.js'
import { toServiceError } from './errors.js'

export interface TrpcHandlerOptions extends TrpcOptions {
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: (error: unknown, requestId: string) => void
}

/** An Express handler for the router; mount it on a path. The request id is read from `res.locals.requestId`. */
export function createTrpcHandler({
  onInternal,
  ...options
}: TrpcHandlerOptions): ReturnType<typeof createExpressMiddleware> {
  return createExpressMiddleware({
    router: createTrpcRouter(options),
    maxBatchSize: limits.batchCalls,
    maxBodySize: limits.bodyBytes,
    createContext: ({ req, res }) => ({
      token: bearerToken(req.headers.authorization),
      requestId: res.locals.requestId as string,
    }),
    onError({ error, req }) {
      const failure = toServiceError(error)
      if (failure.code === 'internal') onInternal(failure, String(req.res?.locals.requestId))
    },
  })
}
