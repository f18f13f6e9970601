import type { DataTag, InfiniteData, QueryClient, QueryKey } from '@tanstack/query-core'
import type {
  AppRoute,
  AppRouter,
  CallArguments,
  CallInput,
  Contract,
  ErrorCodeOf,
  Kind,
  Output,
} from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import type { CallOptions, Client, ErrorOf, Method } from './create-client.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { routes } from './routes.gen.js'

export type * from './inferred-types.js'
export { type Optimistic, optimistic } from './optimistic.js'

/** Options for TanStack Query 5 by the name of the operation: `queries.tasks.list.queryOptions({ limit: 5 })`. */
export type Queries<C extends AppRouter = Contract> = {
  readonly [K in keyof C]: C[K] extends AppRoute
    ? { query: QueryOf<C[K]>; mutation: MutationOf<C[K]> }[Kind<C[K]>]
    : C[K] extends AppRouter
      ? Queries<C[K]>
      : never
}

type ErrorOfRoute<R extends AppRoute> = ErrorOf<Method<never, unknown, ErrorCodeOf<R>>>

/**
 * Gives the error of a hook its type. Both are never set: `useQuery`, `useQueries` and `useMutation` infer the type from the first,
 * `useSuspenseQuery` from the second.
 */
export interface FailsWith<Failure> {
  readonly throwOnError?: (error: Failure) => boolean
  readonly retryDelay?: (retries: number, error: Failure) => number
}

/** A query key with the types of the data and of the error. An interface, because declarations can name it. */
export interface TaggedKey<Data, Failure> extends DataTag<QueryKey, Data, Failure> {}

export type QueryOf<R extends AppRoute> = {
  /** Key prefix of all queries of the operation: `queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })`. */
  readonly key: QueryKey
  /** Key of the query with this input. */
  readonly queryKey: (...args: CallArguments<R>) => TaggedKey<Output<R>, ErrorOfRoute<R>>
  /** Key prefix of the queries, except infinite ones, whose input has at least these fields. */
  readonly matching: (input?: Partial<CallInput<R>>) => TaggedKey<Output<R>, ErrorOfRoute<R>>
  /** Options of the query, with its key, its function and the types of its data and its error. */
  readonly queryOptions: (...args: CallArguments<R>) => {
    queryKey: TaggedKey<Output<R>, ErrorOfRoute<R>>
    queryFn: (context: { signal?: AbortSignal }) => Promise<Output<R>>
    retry: false
  } & FailsWith<ErrorOfRoute<R>>
} & (Output<R> extends { items: readonly unknown[]; nextCursor: string | null }
  ? {
      /**
       * Options of the infinite query. Each page is requested with the `nextCursor` of the previous one. If that has expired because the
       * database was restored, the query starts again with the first page.
       */
      readonly infiniteQueryOptions: (...args: CallArguments<R>) => {
        queryKey: TaggedKey<InfiniteData<Output<R>, string | undefined>, ErrorOfRoute<R>>
        queryFn: (context: { signal?: AbortSignal; pageParam: string | undefined }) => Promise<Output<R>>
        initialPageParam: string | undefined
        getNextPageParam: (last: Output<R>) => string | undefined
        retry: false
      } & FailsWith<ErrorOfRoute<R>>
    }
  : unknown)

export type MutationOf<R extends AppRoute> = {
  /** Options of the mutation; the input is the argument of `mutate`. */
  readonly mutationOptions: () => {
    mutationKey: QueryKey
    mutationFn: (...args: CallArguments<R>) => Promise<Output<R>>
    retry: false
  } & FailsWith<ErrorOfRoute<R>>
}

/**
 * Creates options for `useQuery`, `useInfiniteQuery`, `useMutation` and the methods of a QueryClient, in any framework. Retries of
 * TanStack Query are disabled because the client has its own: a retry by TanStack Query would get a new idempotency key.
 */
export function createQueries(client: Client): Queries {
  return createQueriesOf<Contract>(routes, client)
}

/** Creates the options of another contract from the routes of its client. */
export function createQueriesOf<C extends AppRouter>(routes: RouteTable, client: Client<C>): Queries<C> {
  const options = Object.entries(routes).map(([name, route]) => {
    const path = name.split('.')
    const method = path.reduce((part, key) => (part as Record<string, unknown>)[key], client as unknown) as Call
    return [name, route.retry === 'safe' ? toQuery(path, route, method) : toMutation(path, method)] as const
  })
  return nested<unknown>(options) as Queries<C> // built by name, so the compiler cannot infer its shape
}

type Input = Readonly<Record<string, unknown>>
type Call = (input?: Input, options?: CallOptions) => Promise<unknown>

interface Context {
  readonly signal?: AbortSignal
  readonly pageParam?: string | undefined
  /** Since version 5.62. */
  readonly client?: Pick<QueryClient, 'resetQueries'>
  readonly queryKey: QueryKey
}

function toQuery(path: readonly string[], { cursor }: ClientRoute, method: Call) {
  const keyOf = (type: 'query' | 'pages', input: Input) => [...path, { type, input }]
  const callOptions = (signal: AbortSignal | undefined) => (signal ? { signal } : {})
  return {
    key: path,
    queryKey: (input: Input = {}) => keyOf('query', input),
    matching: (input: Input = {}) => keyOf('query', input),
    queryOptions: (input: Input = {}) => ({
      queryKey: keyOf('query', input),
      queryFn: ({ signal }: Context) => method(input, callOptions(signal)),
      retry: false,
    }),
    ...(cursor && {
      infiniteQueryOptions: (input: Input = {}) => ({
        queryKey: keyOf('pages', input),
        queryFn: ({ signal, pageParam, client, queryKey }: Context) =>
          method({ ...input, [cursor]: pageParam }, callOptions(signal)).catch((error: unknown) => {
            // After this request, which a reset would cancel. A cursor that the caller provided would expire again.
            if ((error as { readonly code?: string }).code === 'cursor_expired' && pageParam !== input[cursor])
              setTimeout(() => client?.resetQueries({ queryKey, exact: true, type: 'active' }))
            throw error
          }),
        initialPageParam: input[cursor],
        getNextPageParam: (last: { readonly nextCursor: string | null; readonly hasMore?: boolean }) =>
          last.hasMore === false ? undefined : (last.nextCursor ?? undefined),
        retry: false,
      }),
    }),
  }
}

function toMutation(path: readonly string[], method: Call) {
  return { mutationOptions: () => ({ mutationKey: path, mutationFn: (input?: Input) => method(input), retry: false }) }
}
