import type { TrpcRouter } from '@taskpact/client/trpc'
import { type AppRouter, type Contract, nested, type Operation, parseInput, toProblem } from '@taskpact/contract'
import { type Call, type Client, type Perform, ServiceError } from '@taskpact/service'
import { initTRPC } from '@trpc/server'
import { toServiceError, toTrpcError } from './errors.js'

/** What the adapter knows of the request that a call came in. */
export interface TrpcContext {
  readonly token: string | undefined
  readonly requestId: string
  readonly client: Client
  /** The `Vary` header that the answer has before tRPC adds to it. */
  readonly vary?: string | undefined
  /** What is wrong with the body, if it could not be read. */
  readonly inputError?: ServiceError | undefined
}

export interface TrpcOptions {
  readonly operations: readonly Operation[]
  readonly perform: Perform
}

/** A tRPC router with a procedure for each operation. Its failures carry the Problem that REST answers, as `data.problem`. */
export function createTrpcRouter<C extends AppRouter = Contract>({ operations, perform }: TrpcOptions): TrpcRouter<C> {
  const t = initTRPC.context<TrpcContext>().create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const problem = toProblem(toServiceError(error), ctx?.requestId ?? '')
      return {
        ...shape,
        message: problem.detail,
        data: { ...shape.data, problem },
      }
    },
  })

  /** The input is read when `perform` asks for it: an unread body cannot be malformed before the caller is known. */
  const procedure = t.procedure.use(({ next, ctx, getRawInput }) => next({ ctx: { ...ctx, getRawInput } }))

  function toProcedure(operation: Operation) {
    const resolve = async ({ ctx }: { ctx: TrpcContext & { getRawInput: () => Promise<unknown> } }) => {
      try {
        const { output } = await perform(toCall(operation, ctx, ctx.getRawInput))
        return output
      } catch (error) {
        throw toTrpcError(ServiceError.from(error))
      }
    }
    return operation.kind === 'query' ? procedure.query(resolve) : procedure.mutation(resolve)
  }

  const record = nested(operations.map((operation) => [operation.name, toProcedure(operation)]))
  return t.router(record as never) as unknown as TrpcRouter<C> // built by name, so the compiler cannot see its shape
}

/** The call of an operation that came in by tRPC, whose input is read when it is asked for. */
export function toCall(operation: Operation, ctx: TrpcContext, rawInput: () => unknown): Call {
  const { token, requestId, client, inputError } = ctx
  const read = async () => {
    if (inputError) throw inputError
    try {
      return await rawInput()
    } catch (cause) {
      return refuseJson(cause)
    }
  }
  let asked: Promise<unknown> | undefined
  const raw = () => {
    asked ??= read()
    return asked
  }
  return {
    operation,
    transport: 'trpc',
    token,
    requestId,
    client,
    userId: async () => ((await raw()) as { userId?: unknown } | null | undefined)?.userId,
    input: async () => parseInput(operation, await raw()),
  }
}

function refuseJson(cause: unknown): never {
  throw new ServiceError('invalid_json', 'The input is not valid JSON.', {
    cause,
  })
}
