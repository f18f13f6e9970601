import type { InfiniteData, Query, QueryClient, QueryFilters } from '@tanstack/query-core'

/** A change of some queries by a mutation. */
export interface Change {
  readonly filter: QueryFilters
  readonly update: (data: unknown, input: unknown, index: number) => unknown
  readonly input: unknown
  /** Set when the mutation settles: the number of mutations that settled before, and this one. */
  settled?: number
}

/** The state of a query with optimistic data. */
interface Changed {
  /** The data from the server, without the changes on top. */
  readonly base: unknown
  /** The number of mutations that had settled when the server sent the base, which contains their changes. */
  readonly since: number
  /** The base with later changes, which is the data of the query. */
  shown: unknown
}

const trackers = new WeakMap<QueryClient, ReturnType<typeof trackChanges>>()

/** Returns the changes of a QueryClient, which all components share. */
export function pendingChanges(queryClient: QueryClient) {
  const tracker = trackers.get(queryClient) ?? trackChanges(queryClient)
  trackers.set(queryClient, tracker)
  return tracker
}

function trackChanges(queryClient: QueryClient) {
  const queryCache = queryClient.getQueryCache()
  /** The changes of each mutation that is pending, or that succeeded while others were, in the order of the mutations. */
  const mutations = new Map<number, readonly Change[]>()
  const changed = new WeakMap<Query, Changed>()
  let settled = 0

  queryCache.subscribe(({ query }) => {
    if (!queryClient.isMutating()) mutations.clear() // also those that queryClient.clear() removed
    rebase(query)
  })

  /** Applies the changes of a mutation. Resolves with its id, for `settle`. */
  async function add(changes: readonly Change[]): Promise<number> {
    const id = Math.random() // no counter, because a mutation that an earlier page stored has an id as well
    mutations.set(id, changes)
    try {
      await cancelFetches(changes)
      queriesOf(changes).forEach(show)
    } catch (error) {
      await settle(id, error, changes)
      throw error
    }
    return id
  }

  /**
   * Undoes the changes of a mutation that failed; keeps others until their queries are fetched. Resolves once the queries are refetched
   * that no other pending mutation changes. `restored` are the changes of a mutation that an earlier page stored.
   */
  async function settle(id: number | undefined, error: unknown, restored: readonly Change[]): Promise<void> {
    const changes = mutations.get(id as number) ?? restored
    await cancelFetches(changes)
    settled++
    for (const change of changes) change.settled = settled
    if (error) mutations.delete(id as number)
    const last = new Set<Query>()
    for (const query of queriesOf(changes)) {
      if (error) show(query)
      if (changesSince(settled, query)[0]) continue
      changed.delete(query)
      last.add(query)
    }
    await queryClient.invalidateQueries({ predicate: (query) => last.has(query) })
  }

  /** Cancels fetches that began earlier: their results may lack the change. A first fetch is started again. */
  function cancelFetches(changes: readonly Change[]): Promise<unknown> {
    const cancelled = queriesOf(changes).map(async (query) => {
      if (query.state.data !== undefined) await query.cancel({ revert: true })
      else if (query.state.fetchStatus !== 'idle') {
        query.cancel({ silent: true })
        query.fetch().catch(() => {}) // its error is in the state of the query
      }
    })
    return Promise.all(cancelled)
  }

  /** Applies the pending changes to new data. It contains those that succeeded, because its fetch began later. */
  function rebase(query: Query): void {
    const { data } = query.state
    const old = changed.get(query)
    if (data === old?.shown) return
    changed.delete(query)
    if (data === undefined || !changesSince(settled, query)[0]) return
    if (old) {
      const known = changesSince(old.since, query).filter((change) => change.settled)
      const base = withoutChanges(data, old.shown, applied(old.base, known))
      changed.set(query, { base, since: settled, shown: data })
    }
    show(query)
  }

  function show(query: Query): void {
    const { data } = query.state
    if (data === undefined) return
    const entry = changed.get(query) ?? { base: data, since: settled, shown: data }
    entry.shown = applied(entry.base, changesSince(entry.since, query))
    changed.set(query, entry)
    query.setState({ data: entry.shown }) // setQueryData would mark the data as fetched
  }

  /** Returns the pending changes of a query, and those that succeeded later than `since`. */
  function changesSince(since: number, query: Query): Change[] {
    return [...mutations.values()]
      .flat()
      .filter((change) => !((change.settled as number) <= since) && queriesOf([change]).includes(query))
  }

  function queriesOf(changes: readonly Change[]): Query[] {
    return changes.flatMap(({ filter }) => queryCache.findAll(filter))
  }

  return { add, settle }
}

function applied(base: unknown, changes: readonly Change[]): unknown {
  return changes.reduce((data, { update, input }) => mapPages(data, (page, index) => update(page, input, index)), base)
}

/** Replaces the pages of new data that were not fetched, because they were shown before, by their base. */
function withoutChanges(data: unknown, shown: unknown, base: unknown): unknown {
  return mapPages(data, (page) => pagesOf(base)[pagesOf(shown).indexOf(page)] ?? page)
}

/** Maps each page of an infinite query, or other data as a whole. */
function mapPages(data: unknown, map: (page: unknown, index: number) => unknown): unknown {
  const pages = pagesOf(data).map(map)
  return isInfinite(data) ? { ...data, pages } : pages[0]
}

function pagesOf(data: unknown): unknown[] {
  return isInfinite(data) ? data.pages : [data]
}

function isInfinite(data: unknown): data is InfiniteData<unknown> {
  return !!(data as Partial<InfiniteData<unknown>> | null)?.pageParams
}
