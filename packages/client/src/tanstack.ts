import type { DataTag, InfiniteData, QueryClient, QueryKey, SkipToken } from '@tanstack/query-core'
import type {
  AppRoute,
  AppRouter,
  CallArguments,
  CalledKey,
  CallInput,
  Contract,
  ErrorCodeOf,
  Kind,
  Output,
} from '@taskpact/contract'
import { nested } from '@taskpact/contract/nested'
import type { CallOptions, Client, ErrorOf, Method } from './create-client.js'
import { onDemand } from './on-demand.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import { routes } from './routes.gen.js'

export type * from './inferred-types.js'
export { invalidateOnChange } from './invalidate-on-change.js'
export { type Optimistic, optimistic, type QueriesWith, type Update } from './optimistic.js'

/** Options for TanStack Query 5 by the name of the operation: `queries.tasks.list.queryOptions({ limit: 5 })`. */
export type Queries<C extends AppRouter = Contract> = {
  readonly [K in keyof C as CalledKey<C, K>]: C[K] extends AppRoute
    ? { query: QueryOf<C[K]>; mutation: MutationOf<C[K]>; stream: never }[Kind<C[K]>]
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

type Pages<R extends AppRoute> = InfiniteData<Output<R>, string | undefined>

type QueryOptions<R extends AppRoute, Skipped = never> = {
  queryKey: TaggedKey<Output<R>, ErrorOfRoute<R>>
  queryFn: ((context: { signal?: AbortSignal }) => Promise<Output<R>>) | Skipped
  retry: false
} & FailsWith<ErrorOfRoute<R>>

type InfiniteQueryOptions<R extends AppRoute, Skipped = never> = {
  queryKey: TaggedKey<Pages<R>, ErrorOfRoute<R>>
  queryFn: ((context: { signal?: AbortSignal; pageParam: string | undefined }) => Promise<Output<R>>) | Skipped
  initialPageParam: string | undefined
  getNextPageParam: (last: Output<R>) => string | null
  retry: false
} & FailsWith<ErrorOfRoute<R>>

export type QueryOf<R extends AppRoute> = {
  /** Key prefix of all queries of the operation. */
  readonly key: QueryKey
  /** Key of the query with this input. */
  readonly queryKey: (...args: CallArguments<R>) => TaggedKey<Output<R>, ErrorOfRoute<R>>
  /**
   * Filter of the queries, infinite ones included, whose input has at least these fields, for `optimistic` and the methods of a
   * QueryClient: `queryClient.invalidateQueries(queries.tasks.list.queryFilter({ status: 'pending' }))`.
   */
  readonly queryFilter: (input?: Partial<CallInput<R>>) => { queryKey: TaggedKey<Output<R>, ErrorOfRoute<R>> }
  /**
   * Key prefix of the queries, except infinite ones, whose input has at least these fields.
   * @deprecated Use `queryFilter`, which includes infinite queries.
   */
  readonly matching: (input?: Partial<CallInput<R>>) => TaggedKey<Output<R>, ErrorOfRoute<R>>
  /** Options of the query, with its key, its function and the types of its data and its error. `skipToken` as input disables it. */
  readonly queryOptions: {
    (...args: CallArguments<R>): QueryOptions<R>
    (...args: CallArguments<R> | [input: SkipToken]): QueryOptions<R, SkipToken>
  }
} & (Output<R> extends { items: readonly unknown[]; nextCursor: string | null }
  ? {
      /** Key of the infinite query with this input, and key prefix of those whose input has at least these fields. */
      readonly infiniteKey: (input?: Partial<CallInput<R>>) => TaggedKey<Pages<R>, ErrorOfRoute<R>>
      /**
       * Options of the infinite query. Each page is requested with the `nextCursor` of the previous one. If that has expired because the
       * database was restored, the query starts again with the first page. `skipToken` as input disables the query.
       */
      readonly infiniteQueryOptions: {
        (...args: CallArguments<R>): InfiniteQueryOptions<R>
        (...args: CallArguments<R> | [input: SkipToken]): InfiniteQueryOptions<R, SkipToken>
      }
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
export function createQueriesOf<C extends AppRouter>(table: RouteTable, client: Client<C>): Queries<C> {
  const toOptions = (name: string, route = { cursor: 'cursor' } as ClientRoute) => {
    const path = name.split('.')
    const method = path.reduce((part, key) => (part as Record<string, unknown>)[key], client as unknown) as Call
    if (route.method === 'GET') return toQuery(path, route, method)
    return {
      ...(!route.method && toQuery(path, route, method)),
      mutationOptions: () => ({ mutationKey: path, mutationFn: (input?: Input) => method(input), retry: false }),
    }
  }
  const options = nested<object>(Object.entries(table).map(([name, route]) => [name, toOptions(name, route)] as const))
  // Only the table of this package is completed by routes that are loaded later.
  if (table === routes) options.auth = onDemand('auth', toOptions, options.auth as object)
  return options as Queries<C> // built by name, so the compiler cannot infer its shape
}

type Input = Readonly<Record<string, unknown>>
type Call = (input?: Input, options?: CallOptions) => Promise<unknown>

interface Context {
  readonly signal: AbortSignal
  readonly pageParam?: string | undefined
  /** Since version 5.62. */
  readonly client?: Pick<QueryClient, 'resetQueries'>
  readonly queryKey: QueryKey
}

function toQuery(path: readonly string[], { cursor }: ClientRoute, method: Call) {
  const keyOf = (type: 'query' | 'pages', input: Input | symbol = {}) => [
    ...path,
    typeof input === 'symbol' ? { type } : { type, input },
  ]
  const optionsOf = (type: 'query' | 'pages', input: Input | symbol, queryFn: (context: Context) => unknown) => ({
    queryKey: keyOf(type, input),
    queryFn: typeof input === 'symbol' ? input : queryFn,
    retry: false,
  })
  const queryKey = (input?: Input) => keyOf('query', input)
  return {
    key: path,
    queryKey,
    matching: queryKey,
    queryFilter: (input: Input = {}) => ({ queryKey: [...path, { input }] }),
    queryOptions: (input: Input = {}) => optionsOf('query', input, ({ signal }) => method(input, { signal })),
    ...(cursor && {
      infiniteKey: (input?: Input) => keyOf('pages', input),
      infiniteQueryOptions: (input: Input = {}) => ({
        ...optionsOf('pages', input, ({ signal, pageParam, client, queryKey }) =>
          method({ ...input, [cursor]: pageParam }, { signal }).catch((error: unknown) => {
            // After this request, which a reset would cancel. A cursor that the caller provided would expire again.
            if ((error as { readonly code?: string }).code === 'cursor_expired' && pageParam !== input[cursor])
              setTimeout(() => client?.resetQueries({ queryKey, exact: true, type: 'active' }))
            throw error
          }),
        ),
        initialPageParam: input[cursor], // undefined for skipToken
        getNextPageParam: (last: { readonly nextCursor: string | null; readonly hasMore?: boolean }) =>
          last.hasMore === false ? null : last.nextCursor,
      }),
    }),
  }
}
