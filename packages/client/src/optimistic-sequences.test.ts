import {
  type DataTag,
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  type QueryKey,
  QueryObserver,
} from '@tanstack/query-core'
import { expect, it } from 'vitest'
import { optimistic } from './optimistic.js'

type Log = readonly string[]
type Page = { readonly log: Log; readonly next: string | null }

/** A request that the test has to answer. */
interface Request {
  readonly answer: () => void
}

interface Sent {
  readonly name: string
  readonly keys: readonly string[]
  state: 'pending' | 'succeeded' | 'failed'
  end: (ok: boolean) => void
}

const settled = () => new Promise((resolve) => setTimeout(resolve))
const detail = ['detail'] as const
const filterOf = <Data>(...queryKey: QueryKey) => ({ queryKey: queryKey as DataTag<QueryKey, Data, unknown> })

/**
 * A server with a log that each mutation appends its name to. Every name that is lost or doubled in a query is visible, because
 * appending is not idempotent.
 */
function createWorld() {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } })
  const server: string[] = []
  const fetches: Request[] = []
  /** Bases of the queries by hash, as the server sent them. */
  const bases = new Map<string, Log>()
  /** What the current fetch of a query has read. An infinite query shows it once all pages are there. */
  const fetchedNow = new Map<string, Log>()
  queryClient.getQueryCache().subscribe((event) => {
    const { queryHash } = event.query
    if (event.type !== 'updated') return
    if (event.action.type === 'fetch') fetchedNow.delete(queryHash)
    const log = fetchedNow.get(queryHash)
    if (event.action.type === 'success' && log) bases.set(queryHash, log)
  })
  const sent: Sent[] = []

  const fetched = (hash: string, signal: AbortSignal, more = false) =>
    new Promise<Log>((resolve) => {
      const log = more ? [] : [...server]
      const answer = () => {
        if (signal.aborted) return
        if (!more) fetchedNow.set(hash, log)
        resolve(log)
      }
      fetches.push({ answer })
    })

  function observe(key: readonly string[]) {
    const hash = JSON.stringify(key)
    const observer = new QueryObserver(queryClient, { queryKey: key, queryFn: ({ signal }) => fetched(hash, signal) })
    return { key, read: () => observer.getCurrentResult().data as Log | undefined, stop: observer.subscribe(() => {}) }
  }

  function observePages() {
    const key = ['list', 'pages']
    const observer = new InfiniteQueryObserver(queryClient, {
      queryKey: key,
      queryFn: async ({ signal, pageParam }): Promise<Page> => ({
        log: await fetched(JSON.stringify(key), signal, pageParam !== ''),
        next: 'more',
      }),
      initialPageParam: '',
      getNextPageParam: (page: Page) => page.next,
    })
    return {
      key,
      fetchMore: () => void observer.fetchNextPage({ cancelRefetch: false }),
      read: () => observer.getCurrentResult().data?.pages[0]?.log,
      stop: observer.subscribe(() => {}),
    }
  }

  function mutate(name: string, both: boolean) {
    // As in components that render again, each mutation has options of its own.
    const append = (log: Log, added: string) => [...log, added]
    const first = (page: Page | Log, added: string, index: number) =>
      'log' in page ? (index === 0 ? { ...page, log: [...page.log, added] } : page) : [...page, added]
    const update = [filterOf<Page | Log>('list'), first] as const
    const options = both
      ? optimistic(queryClient, update, [filterOf<Log>(...detail), append])
      : optimistic(queryClient, ...update)
    const mutationFn = (_name: string) =>
      new Promise<void>((resolve, reject) => {
        const end = (ok: boolean) => {
          mutation.state = ok ? 'succeeded' : 'failed'
          if (ok) server.push(name)
          ok ? resolve() : reject(new Error(name))
        }
        mutation.end = end
      })
    const mutation: Sent = { name, keys: both ? ['list', 'detail'] : ['list'], state: 'pending', end: () => {} }
    sent.push(mutation)
    new MutationObserver(queryClient, { mutationFn, ...options }).mutate(name).catch(() => {})
  }

  /** What a query shows by definition: its base, and on top the changes that are pending or succeeded since, in order. */
  function expected(key: readonly string[]): Log | undefined {
    const base = bases.get(JSON.stringify(key))
    const added = sent.filter(
      ({ name, keys, state }) => keys.includes(key[0] as string) && state !== 'failed' && !base?.includes(name),
    )
    return base && [...base, ...added.map(({ name }) => name)]
  }

  return { queryClient, server, fetches, bases, sent, observe, observePages, mutate, expected }
}

/** A generator of pseudo-random integers below `limit` (mulberry32). */
function randomIntegers(seed: number) {
  let state = seed
  return (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

it.each([...Array(40).keys()])('shows base and pending changes in order, at each step of sequence %i', async (seed) => {
  const below = randomIntegers(seed)
  const world = createWorld()
  const { queryClient, server, fetches, bases, sent } = world
  const pages = world.observePages()
  const observed = [world.observe(['list', 'a']), world.observe(detail), pages]
  const steps: string[] = []
  const pending = () => sent.filter(({ state }) => state === 'pending')
  const answer = () => fetches.splice(below(fetches.length), 1)[0]?.answer()
  const actions: Record<string, () => void> = {
    mutate: () => world.mutate(`m${sent.length}`, below(2) === 0),
    succeed: () => pending()[below(pending().length)]?.end(true),
    fail: () => pending()[below(pending().length)]?.end(false),
    answer,
    'answer again': answer,
    refetch: () => void queryClient.refetchQueries({ queryKey: ['list'] }, { cancelRefetch: false }),
    'fetch more': pages.fetchMore,
    add: () => {
      const key = ['list', 'added']
      if (!observed.some(({ key: [, name] }) => name === 'added')) observed.push(world.observe(key))
    },
    remove: () => {
      const index = observed.findIndex(({ key: [, name] }) => name === 'added')
      const [removed] = index < 0 ? [] : observed.splice(index, 1)
      removed?.stop()
      queryClient.removeQueries({ queryKey: ['list', 'added'] })
      bases.delete(JSON.stringify(['list', 'added']))
    },
  }
  const names = Object.keys(actions)
  const check = () => {
    for (const { key, read } of observed)
      expect(read(), `${key} after ${steps.join(', ')}`).toEqual(world.expected(key))
  }

  for (let step = 0; step < 40; step++) {
    const name = names[below(names.length)] as string
    steps.push(name)
    actions[name]?.()
    await settled()
    check()
  }
  for (const { end } of pending()) end(below(2) === 0)
  await settled()
  while (fetches.length > 0) {
    answer()
    await settled()
    check()
  }

  for (const { key, read } of observed) {
    const changes = sent.filter(({ keys, state }) => keys.includes(key[0] as string) && state === 'succeeded')
    expect(read()).toEqual(bases.get(JSON.stringify(key)))
    expect(read()).toEqual(expect.arrayContaining(changes.map(({ name }) => name)))
    expect(server).toEqual(expect.arrayContaining([...(read() ?? [])]))
  }
  for (const { stop } of observed) stop()
  queryClient.clear()
})
