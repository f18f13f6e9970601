import type { AppRoute, AppRouter, CallInput, Contract, Kind, Output, Problem } from '@taskpact/contract'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import type { TRPCBuiltRouter, TRPCDefaultErrorShape, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'
import type { ClientOptions } from './create-client.js'
import { batchCalls } from './routes.gen.js'

type ErrorShape = TRPCDefaultErrorShape & { data: { problem: Problem } }

/** An input that may be left out is `void` to tRPC. */
// biome-ignore lint/suspicious/noConfusingVoidType: an argument of type undefined must still be written
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

type RecordOf<C extends AppRouter> = {
  [K in keyof C]: C[K] extends AppRoute ? ProcedureOf<C[K]> : C[K] extends AppRouter ? RecordOf<C[K]> : never
}

/** The type of the tRPC router that serves a contract. */
export type TrpcRouter<C extends AppRouter = Contract> = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  RecordOf<C>
>

type LinkFetch = NonNullable<Parameters<typeof httpBatchLink<TrpcRouter>>[0]['fetch']>

/** A tRPC client of the API, typed by its contract. A failure is a TRPCClientError that holds `data.problem`. */
export function createTrpcClient<C extends AppRouter = Contract>(
  options: Pick<ClientOptions, 'baseUrl' | 'token' | 'fetch'>,
): TRPCClient<TrpcRouter<C>> {
  const { baseUrl, token, fetch } = options
  const client = createTRPCClient<TrpcRouter>({
    links: [
      httpBatchLink({
        url: `${baseUrl.replace(/\/+$/, '')}/trpc`,
        maxItems: batchCalls,
        ...(fetch && { fetch: fetch as LinkFetch }), // the same function, typed more loosely
        headers: async () => {
          const bearer = typeof token === 'function' ? await token() : token
          return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
        },
      }),
    ],
  })
  return client as unknown as TRPCClient<TrpcRouter<C>> // a client is the same proxy whatever its router
}
