import type { DataTag, InfiniteData, QueryKey } from '@tanstack/query-core'
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

export { type Optimistic, optimistic } from './optimistic.js'

/** The operations of a contract as options for TanStack Query 5, by their names: `queries.tasks.list.queryOptions({ limit: 5 })`. */
export type Queries<C extends AppRouter = Contract> = {
  readonly [K in keyof C]: C[K] extends AppRoute
    ? { query: QueryOf<C[K]>; mutation: MutationOf<C[K]> }[Kind<C[K]>]
    : C[K] extends AppRouter
      ? Queries<C[K]>
      : never
}

/** The failure of its method. */
type Failure<R extends AppRoute> = ErrorOf<Method<never, unknown, ErrorCodeOf<R>>>
type Tagged<R extends AppRoute, Data> = DataTag<QueryKey, Data, Failure<R>>

export type QueryOf<R extends AppRoute> = {
  /** Begins the keys of all its queries, by pages too: `queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })`. */
  readonly key: QueryKey
  /** Names one query. */
  readonly queryKey: (...args: CallArguments<R>) => Tagged<R, Output<R>>
  /** Stands for every query, not by pages, whose input has at least these fields. */
  readonly matching: (input?: Partial<CallInput<R>>) => Tagged<R, Output<R>>
  readonly queryOptions: (...args: CallArguments<R>) => {
    queryKey: Tagged<R, Output<R>>
    queryFn: (context: { signal?: AbortSignal }) => Promise<Output<R>>
    retry: false
    readonly throwOnError?: (error: Failure<R>) => boolean
  }
} & (Output<R> extends { items: readonly unknown[]; nextCursor: string | null }
  ? {
      /** The query by pages, each asked for by the `nextCursor` of the one before. */
      readonly infiniteQueryOptions: (...args: CallArguments<R>) => {
        queryKey: Tagged<R, InfiniteData<Output<R>, string | undefined>>
        queryFn: (context: { signal?: AbortSignal; pageParam: string | undefined }) => Promise<Output<R>>
        initialPageParam: string | undefined
        getNextPageParam: (last: Output<R>) => string | undefined
        retry: false
        readonly throwOnError?: (error: Failure<R>) => boolean
      }
    }
  : unknown)

export type MutationOf<R extends AppRoute> = {
  readonly mutationOptions: () => {
    mutationKey: QueryKey
    mutationFn: (...args: CallArguments<R>) => Promise<Output<R>>
    retry: false
  }
}

/**
 * Options for `useQuery`, `useInfiniteQuery`, `useMutation` and the methods of a QueryClient, of whatever framework. The client
 * tries again by itself what may be, so that TanStack Query does not: tried again by it, a mutation would get another key.
 */
export function createQueries(client: Client): Queries {
  return createQueriesOf<Contract>(routes, client)
}

/** The options for another contract, by the routes of its client. */
export function createQueriesOf<C extends AppRouter>(routes: RouteTable, client: Client<C>): Queries<C> {
  const options = Object.entries(routes).map(([name, route]) => {
    const path = name.split('.')
    const method = path.reduce((part, key) => (part as Record<string, unknown>)[key], client as unknown) as Call
    return [name, route.repeat === 'safe' ? toQuery(path, route, method) : toMutation(path, method)] as const
  })
  return nested<unknown>(options) as Queries<C> // built by name, so the compiler cannot see its shape
}

type Input = Readonly<Record<string, unknown>>
type Call = (input?: Input, options?: CallOptions) => Promise<unknown>

interface Context {
  readonly signal?: AbortSignal
  readonly pageParam?: string | undefined
}

function toQuery(path: readonly string[], { pages }: ClientRoute, method: Call) {
  const keyOf = (type: 'query' | 'pages', input: Input) => [...path, { type, input }]
  const ending = (signal: AbortSignal | undefined) => (signal ? { signal } : {})
  return {
    key: path,
    queryKey: (input: Input = {}) => keyOf('query', input),
    matching: (input: Input = {}) => keyOf('query', input),
    queryOptions: (input: Input = {}) => ({
      queryKey: keyOf('query', input),
      queryFn: ({ signal }: Context) => method(input, ending(signal)),
      retry: false,
    }),
    ...(pages && {
      infiniteQueryOptions: (input: Input = {}) => ({
        queryKey: keyOf('pages', input),
        queryFn: ({ signal, pageParam }: Context) => method({ ...input, [pages]: pageParam }, ending(signal)),
        initialPageParam: input[pages],
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
