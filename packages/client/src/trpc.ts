import type { AppRoute, AppRouter, CalledKey, CallInput, Contract, Kind, Output, Problem } from '@taskpact/contract'
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client'
import type { TRPCBuiltRouter, TRPCDefaultErrorShape, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'
import type { ClientOptions } from './create-client.js'
import { maxBatchSize, maxUrlLength } from './routes.gen.js'

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
  stream: never
}[Kind<R>]

/** Without streams, for which `createTrpcClient` has no link. */
type ProceduresOf<C extends AppRouter> = {
  [K in keyof C as CalledKey<C, K>]: C[K] extends AppRoute
    ? ProcedureOf<C[K]>
    : C[K] extends AppRouter
      ? ProceduresOf<C[K]>
      : never
}

/** Type of the tRPC router of a contract, for `createTRPCClient<TrpcRouter>()`. */
export type TrpcRouter<C extends AppRouter = Contract> = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  ProceduresOf<C>
>

type LinkFetch = NonNullable<Parameters<typeof httpBatchLink<TrpcRouter>>[0]['fetch']>

/**
 * Creates a tRPC client of the API, typed by its contract. It batches the calls of one tick, as far as their URL is accepted, and
 * rejects with a TRPCClientError, whose `data.problem` is the problem (RFC 9457), if the server sent one.
 */
export function createTrpcClient<C extends AppRouter = Contract>(
  options: Pick<ClientOptions, 'baseUrl' | 'token' | 'fetch'>,
): TRPCClient<TrpcRouter<C>> {
  const { baseUrl, token, fetch } = options
  const url = `${baseUrl.replace(/\/+$/, '')}/trpc`
  const link = {
    url,
    fetch: withProblems(fetch as LinkFetch | undefined), // the same function with a looser type
    headers: async () => {
      const bearer = typeof token === 'function' ? await token() : token
      return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
    },
  }
  const client = createTRPCClient<TrpcRouter>({
    links: [
      splitLink({
        // The batch link rejects a query that is too long for a batch of its own, without sending it.
        condition: ({ type, path, input }) => type === 'query' && batchUrl(url, path, input).length > maxUrlLength,
        true: httpLink(link),
        false: httpBatchLink({ ...link, maxItems: maxBatchSize, maxURLLength: maxUrlLength }),
      }),
    ],
  })
  return client as unknown as TRPCClient<TrpcRouter<C>> // the proxy is the same for every router
}

/** Returns the URL of a batch of one query (https://trpc.io/docs/rpc). */
function batchUrl(url: string, path: string, input: unknown): string {
  return `${url}/${path}?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: input }))}`
}

/**
 * Wraps problems in the envelope of a tRPC error. The server sends them without it when it refuses a request before routing,
 * for example because its head is too long.
 */
function withProblems(fetch: LinkFetch | undefined): LinkFetch {
  return async (url, init) => {
    const send = fetch ?? (globalThis.fetch as LinkFetch)
    const response = (await send(url, init)) as Response
    if (!response.headers?.get('content-type')?.startsWith('application/problem+json')) return response
    const problem = (await response.json()) as Problem
    const data = { code: 'BAD_REQUEST', httpStatus: problem.status, problem }
    const { status, headers } = response
    return new Response(JSON.stringify({ error: { code: -32600, message: problem.detail, data } }), { status, headers })
  }
}
