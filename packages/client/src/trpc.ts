import type { AppRoute, AppRouter, CallInput, Contract, Kind, Output, Problem } from '@taskpact/contract'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import type { TRPCBuiltRouter, TRPCDefaultErrorShape, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'
import type { ClientOptions } from './create-client.js'
import { maxBatchSize } from './routes.gen.js'

export type * from './inferred-types.js'

type ErrorShape = TRPCDefaultErrorShape & { data: { problem: Problem } }

/** tRPC declares an optional input as `void`. */
// biome-ignore lint/suspicious/noConfusingVoidType: an argument of type undefined would be required
type ProcedureInput<R extends AppRoute> = Record<never, never> extends CallInput<R> ? CallInput<R> | void : CallInput<R>

type ProcedureOf<R extends AppRoute> = {
  query: TRPCQueryProcedure<{
    input: ProcedureInput<R>
    output: Output<R>
    meta: unknown
    errorShape: ErrorShape
  }>
  mutation: TRPCMutationProcedure<{
    input: ProcedureInput<R>
    output: Output<R>
    meta: unknown
    errorShape: ErrorShape
  }>
}[Kind<R>]

type ProceduresOf<C extends AppRouter> = {
  [K in keyof C]: C[K] extends AppRoute ? ProcedureOf<C[K]> : C[K] extends AppRouter ? ProceduresOf<C[K]> : never
}

/** Type of the tRPC router of a contract, for `createTRPCClient<TrpcRouter>()`. */
export type TrpcRouter<C extends AppRouter = Contract> = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  ProceduresOf<C>
>

type LinkFetch = NonNullable<Parameters<typeof httpBatchLink<TrpcRouter>>[0]['fetch']>

/**
 * Creates a tRPC client of the API, typed by its contract. It batches the calls of one tick, and rejects with a TRPCClientError,
 * whose `data.problem` is the problem (RFC 9457).
 */
export function createTrpcClient<C extends AppRouter = Contract>(
  options: Pick<ClientOptions, 'baseUrl' | 'token' | 'fetch'>,
): TRPCClient<TrpcRouter<C>> {
  const { baseUrl, token, fetch } = options
  const client = createTRPCClient<TrpcRouter>({
    links: [
      httpBatchLink({
        url: `${baseUrl.replace(/\/+$/, '')}/trpc`,
        maxItems: maxBatchSize,
        ...(fetch && { fetch: fetch as LinkFetch }), // the same function with a looser type
        headers: async () => {
          const bearer = typeof token === 'function' ? await token() : token
          return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
        },
      }),
    ],
  })
  return client as unknown as TRPCClient<TrpcRouter<C>> // the proxy is the same for every router
}
