import {
  type DataTag,
  dehydrate,
  hydrate,
  type InfiniteData,
  MutationObserver,
  onlineManager,
  QueryClient,
  type QueryKey,
  QueryObserver,
} from '@tanstack/query-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { optimistic } from './optimistic.js'

type Log = readonly string[]

let queryClient: QueryClient
beforeEach(() => {
  queryClient = new QueryClient()
  queryClient.mount()
})
afterEach(() => {
  onlineManager.setOnline(true)
  queryClient.clear()
  queryClient.unmount()
})

const key = (...parts: QueryKey) => parts as DataTag<QueryKey, Log, unknown>
const list = { queryKey: key('list') }
const append = (log: Log, name: string) => [...log, name]
const data = (...parts: QueryKey) => queryClient.getQueryData(key(...parts))
const isInvalidated = (...parts: QueryKey) => queryClient.getQueryState(key(...parts))?.isInvalidated

/** Starts a mutation that ends when the test resolves or rejects it. */
function start(name: string, options = optimistic(queryClient, list, append)) {
  let end: (error?: Error) => void = () => {}
  const mutationFn = (_name: string) =>
    new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve())
    })
  const done = new MutationObserver(queryClient, { mutationFn, ...options }).mutate(name).catch(() => {})
  const finish = async (error?: Error) => {
    end(error)
    await done
  }
  return { succeed: () => finish(), fail: () => finish(new Error(name)) }
}

describe('optimistic', () => {
  it('undoes only the change of the mutation that failed', async () => {
    queryClient.setQueryData(key('list'), [])
    const [a, b, c] = ['a', 'b', 'c'].map((name) => start(name))
    await expect.poll(() => data('list')).toEqual(['a', 'b', 'c'])

    await b?.fail()
    expect(data('list')).toEqual(['a', 'c'])
    await c?.succeed()
    expect(data('list')).toEqual(['a', 'c'])
    await a?.fail()

    expect(data('list')).toEqual(['c'])
    expect(isInvalidated('list')).toBe(true)
  })

  it('keeps the time of the last fetch and the invalidation of a query', async () => {
    queryClient.setQueryData(key('list'), [], { updatedAt: 1 })
    await queryClient.invalidateQueries(list)
    const mutation = start('a')
    await expect.poll(() => data('list')).toEqual(['a'])

    expect(queryClient.getQueryState(key('list'))).toMatchObject({ dataUpdatedAt: 1, isInvalidated: true })
    await mutation.succeed()
  })

  it('changes each page of an infinite query, with its number, and other queries as page 0', async () => {
    queryClient.setQueryData(key('list', 'plain'), ['x'])
    queryClient.setQueryData(['list', 'infinite'], { pages: [['y'], ['z']], pageParams: [0, 1] })
    const onFirst = (page: Log, name: string, index: number) => (index === 0 ? [name, ...page] : page)
    const mutation = start('a', optimistic(queryClient, list, onFirst))
    const pages = () => queryClient.getQueryData<InfiniteData<Log>>(['list', 'infinite'])?.pages

    await expect.poll(() => data('list', 'plain')).toEqual(['a', 'x'])
    expect(pages()).toEqual([['a', 'y'], ['z']])
    await mutation.fail()
    expect(pages()).toEqual([['y'], ['z']])
  })

  it('changes several kinds of queries by one mutation, and refetches each as soon as no other mutation changes it', async () => {
    queryClient.setQueryData(key('list'), [])
    queryClient.setQueryData(key('detail'), [])
    const both = optimistic(queryClient, [list, append], [key('detail'), (log: Log, name: string) => [name, ...log]])
    const [a, b] = [start('a', both), start('b')]
    await expect.poll(() => data('list')).toEqual(['a', 'b'])
    expect(data('detail')).toEqual(['a'])

    await a.succeed()
    expect([isInvalidated('detail'), isInvalidated('list')]).toEqual([true, false])
    await b.fail()

    expect(data('list')).toEqual(['a'])
    expect(isInvalidated('list')).toBe(true)
  })

  it('applies pending changes to queries that are added or removed and added meanwhile', async () => {
    const mutation = start('a')
    queryClient.setQueryData(key('list', 1), ['x'])
    expect(data('list', 1)).toEqual(['x', 'a'])
    queryClient.removeQueries(list)
    queryClient.setQueryData(key('list', 1), ['y'])
    expect(data('list', 1)).toEqual(['y', 'a'])

    await expect.poll(() => queryClient.isMutating()).toBe(1)
    await mutation.fail()
    expect(data('list', 1)).toEqual(['y'])
  })

  it('forgets pending changes on queryClient.clear()', async () => {
    queryClient.setQueryData(key('list'), [])
    const mutation = start('a')
    await expect.poll(() => data('list')).toEqual(['a'])

    queryClient.clear()
    queryClient.setQueryData(key('list'), ['of another user'])
    expect(data('list')).toEqual(['of another user'])
    await mutation.fail()

    expect(data('list')).toEqual(['of another user'])
  })

  it('fetches a query again whose first fetch began before the mutation succeeded', async () => {
    const answers: ((log: Log) => void)[] = []
    const queryFn = () => new Promise<Log>((resolve) => void answers.push(resolve))
    const stop = new QueryObserver(queryClient, { ...list, queryFn }).subscribe(() => {})
    const mutation = start('a')
    await expect.poll(() => queryClient.isMutating()).toBe(1)
    const settled = mutation.succeed()
    await expect.poll(() => answers.length).toBeGreaterThan(1)

    answers[0]?.(['stale'])
    answers.at(-1)?.(['a'])
    await settled

    expect(data('list')).toEqual(['a'])
    stop()
  })

  it('shows the change of a mutation that is paused offline until it is resumed', async () => {
    onlineManager.setOnline(false)
    queryClient.setQueryData(key('list'), [])
    const mutation = start('a')
    await expect.poll(() => data('list')).toEqual(['a'])
    expect(isInvalidated('list')).toBe(false)

    onlineManager.setOnline(true)
    await expect.poll(() => queryClient.getMutationCache().getAll()[0]?.state.isPaused).toBe(false)
    await mutation.succeed()

    expect(isInvalidated('list')).toBe(true)
  })

  it('refetches after a mutation that was stored while it was paused is resumed', async () => {
    onlineManager.setOnline(false)
    queryClient.setQueryData(key('list'), [])
    const options = { mutationKey: ['add'], mutationFn: async (_name: string) => {} }
    void new MutationObserver(queryClient, { ...options, ...optimistic(queryClient, list, append) }).mutate('a')
    await expect.poll(() => data('list')).toEqual(['a'])
    const stored = structuredClone(dehydrate(queryClient))

    const reloaded = new QueryClient()
    reloaded.setMutationDefaults(['add'], { ...options, ...optimistic(reloaded, list, append) })
    hydrate(reloaded, stored)
    onlineManager.setOnline(true)
    await reloaded.resumePausedMutations()

    expect(reloaded.getQueryData(key('list'))).toEqual(['a'])
    expect(reloaded.getQueryState(key('list'))?.isInvalidated).toBe(true)
    reloaded.clear()
  })

  it('fails the mutation if an update throws, and keeps nothing of it', async () => {
    queryClient.setQueryData(key('list'), [])
    const broken = () => {
      throw new TypeError('x')
    }
    await start('a', optimistic(queryClient, list, broken)).succeed()
    const mutation = start('b')

    await expect.poll(() => data('list')).toEqual(['b'])
    await mutation.succeed()
  })
})
