import { LRUCache } from 'lru-cache'

/**
 * Lifetime of cached statuses in milliseconds: with the query, another instance notices the end of a session, token or grant within
 * five seconds. The resolution avoids timers (PERFORMANCE.md, Cached status).
 */
export const cacheLifetime = { ttl: 4000, ttlResolution: 0 } as const

/** The last known statuses of sessions, tokens or grants, by their key. */
export type StatusCache<Status extends NonNullable<unknown>> = LRUCache<string, Status, () => Promise<Status>>

/** Creates a cache of the statuses that were used last, at most 100,000. */
export function createStatusCache<Status extends NonNullable<unknown>>(): StatusCache<Status> {
  return new LRUCache({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_key, _stale, { context: query }) => query(),
  })
}

/**
 * Returns and caches the result of a query, which concurrent calls share. A status that is set while the query runs replaces its result, so
 * that what this instance has ended is not active again. For a cached status, `cache.get` is cheaper (PERFORMANCE.md, Cached status).
 */
export async function readStatus<Status extends NonNullable<unknown>>(
  cache: StatusCache<Status>,
  key: string,
  query: () => Promise<Status>,
): Promise<Status> {
  try {
    return (await cache.fetch(key, { context: query })) as Status
  } catch (error) {
    const status = cache.get(key) // setting a status aborts the query
    if (status === undefined) throw error
    return status
  }
}
