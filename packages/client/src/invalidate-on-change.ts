import type { Query, QueryClient } from '@tanstack/query-core'
import type { latestCursor } from '@taskpact/contract'
import type { Client } from './create-client.js'
import type { LiveOptions } from './live/live.js'

/** A copy of the contract's value, checked by the compiler. */
const latest: typeof latestCursor = 'latest'

/** All queries of tasks. Their keys begin with the name of their operation. */
const filter = { queryKey: ['tasks'] satisfies [keyof Client] }

/**
 * Refetches the active queries of tasks, and marks the others as stale, whenever a task of the user changes in any tab, app or device:
 * `invalidateOnChange(queryClient, client, { signal })`. Changes that happen during a refetch are followed by one more.
 *
 * Never resolves. Rejects with the reason of the signal, or as `client.tasks.changes.live` throws.
 */
export async function invalidateOnChange(
  queryClient: QueryClient,
  client: Client,
  options?: LiveOptions,
): Promise<never> {
  const pages = client.tasks.changes.live.pages({ since: latest }, options)
  // Queries may have read before the first page, which is empty.
  for await (const _page of pages) await refetch(queryClient)
  throw new TypeError('Live changes do not end')
}

async function refetch(queryClient: QueryClient): Promise<void> {
  // A refetch does not replace the first fetch of a query, which may have read before the change.
  const first = queryClient.getQueryCache().findAll({ ...filter, fetchStatus: 'fetching', predicate: hasNoData })
  await queryClient.invalidateQueries(filter)
  const isFirst = (query: Query) => first.includes(query)
  if (first.length > 0) await queryClient.invalidateQueries({ ...filter, predicate: isFirst })
}

function hasNoData({ state }: Query): boolean {
  return state.data === undefined
}
