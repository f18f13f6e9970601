import { type ErrorTable, nested, type Operation, toProblem } from '@taskpact/contract/core'
import { type EventStream, type Perform, ServiceError } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import { type AnyTRPCRouter, initTRPC, tracked } from '@trpc/server'
import { errorCodec } from './errors.js'
import { toCall } from './to-call.js'

/** The context of a procedure. */
export interface TrpcContext {
  readonly request: RequestContext
  /** The bearer token, if the request has one. */
  readonly token: string | undefined
}

export interface TrpcRouterOptions {
  readonly operations: readonly Operation[]
  readonly errors: ErrorTable
  readonly perform: Perform
}

/**
 * Returns a tRPC router with a procedure for each operation. Its type is `TrpcRouter` of `@taskpact/client/trpc`, which a contract
 * determines. A failure has the problem that REST sends as `data.problem`.
 */
export function createTrpcRouter({ operations, errors, perform }: TrpcRouterOptions): AnyTRPCRouter {
  const { toServiceError, toTrpcError } = errorCodec(errors)
  const t = initTRPC.context<TrpcContext>().create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const problem = toProblem(errors, toServiceError(error), ctx?.request.requestId ?? '')
      return { ...shape, message: problem.detail, data: { ...shape.data, problem } }
    },
  })

  /** `perform` reads the input: until access is granted, it is not parsed. */
  const procedure = t.procedure.use(({ next, ctx, getRawInput }) => next({ ctx: { ...ctx, getRawInput } }))

  function toProcedure(operation: Operation) {
    const resolve = async ({ ctx }: { ctx: TrpcContext & { getRawInput: () => Promise<unknown> } }) => {
      try {
        return (await perform(toCall(operation, ctx, ctx.getRawInput))).output
      } catch (error) {
        throw toTrpcError(ServiceError.from(error))
      }
    }
    if (operation.kind === 'stream') return procedure.subscription(watchOf(operation))
    return operation.kind === 'query' ? procedure.query(resolve) : procedure.mutation(resolve)
  }

  function watchOf(operation: Operation) {
    return async function* ({ ctx }: { ctx: TrpcContext & { getRawInput: () => Promise<unknown> } }) {
      try {
        const { output } = await perform(toCall(operation, ctx, ctx.getRawInput))
        const iterator = (output as EventStream)[Symbol.asyncIterator]()
        // tRPC cannot leave this generator while it waits for an event.
        ctx.request.signal?.addEventListener('abort', () => void iterator.return?.())
        for await (const { id, data } of { [Symbol.asyncIterator]: () => iterator }) yield tracked(id, data)
      } catch (error) {
        throw toTrpcError(ServiceError.from(error))
      }
    }
  }

  return t.router(nested(operations.map((operation) => [operation.name, toProcedure(operation)])) as never)
}
