import type { DataTag, InfiniteData, Query, QueryClient, QueryKey } from '@tanstack/query-core'
import { type Change, pendingChanges } from './pending-changes.js'

/** Cached queries whose data is `Data`: a filter, such as `queries.tasks.list.queryFilter()`, or a query key as a prefix. */
export type QueriesWith<Data> =
  | DataTag<QueryKey, Data, unknown>
  | {
      readonly queryKey: DataTag<QueryKey, Data, unknown>
      readonly exact?: boolean
      readonly predicate?: (query: Query) => boolean
    }

type PageOf<Data> = Data extends InfiniteData<infer Page, unknown> ? Page : Data

/**
 * Returns new data without changing the old. Called for the data of a query, and for each page of an infinite query; `index` is the
 * number of the page, from 0. Called again whenever the data below the change is replaced, so it depends on its arguments only.
 */
export type Update<Data, Input> = (data: PageOf<Data>, input: Input, index: number) => PageOf<Data>

type Pair<Data, Input> = readonly [queries: QueriesWith<Data>, update: Update<Data, Input>]

/**
 * Mutation options for an optimistic update. `onError` and `onSuccess` remain free for other callbacks. The result of `onMutate`
 * identifies the change and can be stored with a paused mutation.
 */
export interface Optimistic<Input> {
  onMutate(input: Input): Promise<number>
  onSettled(data: unknown, error: unknown, input: Input, change: number | undefined): Promise<void>
}

/**
 * Returns mutation options that change cached queries immediately, undo the change if the mutation fails, and refetch the queries once
 * no mutation that changes them is pending:
 * `useMutation({ ...queries.tasks.update.mutationOptions(), ...optimistic(queryClient, queries.tasks.get.queryFilter(), update) })`.
 * Several mutations can be pending: their changes are applied in order to the data from the server, also to data that arrives
 * meanwhile. Pass `[queries, update]` pairs to change several kinds of queries.
 */
export function optimistic<Data, Input>(
  queryClient: QueryClient,
  queries: QueriesWith<Data>,
  update: Update<Data, Input>,
): Optimistic<Input>
export function optimistic<A, B, C, Input>(
  queryClient: QueryClient,
  ...updates: [Pair<A, Input>, Pair<B, Input>?, Pair<C, Input>?]
): Optimistic<Input>
export function optimistic(queryClient: QueryClient, ...args: readonly unknown[]): Optimistic<unknown> {
  const pairs = (typeof args[1] === 'function' ? [args] : args) as [QueriesWith<unknown>, Change['update']][]
  const changesBy = (input: unknown) =>
    pairs.map(([queries, update]) => ({
      filter: 'queryKey' in queries ? queries : { queryKey: queries },
      update,
      input,
    }))
  const changes = pendingChanges(queryClient)
  return {
    onMutate: (input) => changes.add(changesBy(input)),
    onSettled: (_data, error, input, id) => changes.settle(id, error, changesBy(input)),
  }
}
