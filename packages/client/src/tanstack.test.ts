import { InfiniteQueryObserver, MutationObserver, QueryClient, QueryObserver, skipToken } from '@tanstack/query-core'
import { type Contract, contract, operations } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { json, problem, type Respond } from '../test/responses.js'
import { routes as accountRoutes } from './account-routes.gen.js'
import { createClient, createClientOf } from './create-client.js'
import { createQueries, createQueriesOf, optimistic, type Queries } from './tanstack.js'
import { toRouteTable } from './to-route-table.js'

let server: RecordingServer
let responses: Respond[]
let queries: Queries
let queryClient: QueryClient

beforeEach(async () => {
  responses = []
  server = await openRecordingServer((res) => responses.shift()?.(res))
  queries = createQueries(createClient({ baseUrl: server.baseUrl, retries: 0 }))
  queryClient = new QueryClient()
})
afterEach(async () => {
  queryClient.clear()
  await server.close()
})

const page = (ids: readonly string[], nextCursor: string | null) => ({ items: ids.map((id) => ({ id })), nextCursor })
const urls = () => server.requests.map(({ url }) => url)

describe('queryOptions and infiniteQueryOptions', () => {
  it('call the operation once, with a query key of its name and input', async () => {
    responses = [json(page(['1'], null))]
    const options = queries.tasks.list.queryOptions({ status: 'pending' })

    await queryClient.fetchQuery(options)

    expect(urls()).toEqual(['/api/me/tasks?status=pending'])
    expect(queryClient.getQueryData(queries.tasks.list.queryKey({ status: 'pending' }))).toEqual(page(['1'], null))
    expect(queryClient.getQueryData(queries.tasks.list.queryKey())).toBeUndefined()
    expect(JSON.parse(JSON.stringify(options.queryKey))).toEqual(options.queryKey)
  })

  it('reject with the ApiError without retries of TanStack Query', async () => {
    responses = [problem('not_found')]

    await expect(queryClient.fetchQuery(queries.tasks.get.queryOptions({ taskId: '1' }))).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('abort the request when the last observer unsubscribes', async () => {
    let closed = false
    const close = () => {
      closed = true
    }
    responses = [(res) => res.once('close', close)]
    const stop = new QueryObserver(queryClient, queries.tasks.list.queryOptions()).subscribe(() => {})

    await expect.poll(() => server.requests.length).toBe(1)
    stop()

    await expect.poll(() => closed).toBe(true)
  })

  it('request the next page with the cursor of the previous one', async () => {
    responses = [json(page(['1'], 'a')), json(page(['2'], null))]

    const { pages } = await queryClient.fetchInfiniteQuery({ ...queries.tasks.list.infiniteQueryOptions(), pages: 9 })

    expect(pages.map(({ items }) => items)).toEqual([[{ id: '1' }], [{ id: '2' }]])
    expect(urls()).toEqual(['/api/me/tasks', '/api/me/tasks?cursor=a'])
  })

  it('start again with the first page if the cursor of the previous one has expired', async () => {
    responses = [json(page(['1'], 'a')), problem('cursor_expired'), json(page(['2'], 'b'))]
    const observer = new InfiniteQueryObserver(queryClient, queries.tasks.list.infiniteQueryOptions())
    const stop = observer.subscribe(() => {})
    await expect.poll(() => observer.getCurrentResult().data?.pages).toHaveLength(1)

    await observer.fetchNextPage()

    await expect.poll(() => observer.getCurrentResult().data?.pages).toEqual([page(['2'], 'b')])
    expect(observer.getCurrentResult().error).toBeNull()
    expect(urls()).toEqual(['/api/me/tasks', '/api/me/tasks?cursor=a', '/api/me/tasks'])
    stop()
  })

  it('reject if a cursor of the caller has expired', async () => {
    responses = [problem('cursor_expired')]
    const options = queries.tasks.changes.infiniteQueryOptions({ since: 'x' })

    await expect(queryClient.fetchInfiniteQuery(options)).rejects.toMatchObject({ code: 'cursor_expired' })
    expect(urls()).toEqual(['/api/me/changes?since=x'])
  })

  it('stop at a page with hasMore: false', async () => {
    responses = [json({ ...page(['1'], 'a'), hasMore: true }), json({ ...page([], 'b'), hasMore: false })]

    const options = queries.tasks.changes.infiniteQueryOptions({ since: 'x' })
    await queryClient.fetchInfiniteQuery({ ...options, pages: 9 })

    expect(urls()).toEqual(['/api/me/changes?since=x', '/api/me/changes?since=a'])
  })

  it('are invalidated by the key of the operation for any input', async () => {
    queryClient.setQueryData(queries.tasks.list.queryKey({ limit: 5 }), { items: [], nextCursor: null })
    const pages = queries.tasks.list.infiniteQueryOptions().queryKey
    queryClient.setQueryData(pages, { pages: [], pageParams: [] })

    await queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })

    const states = [queries.tasks.list.queryKey({ limit: 5 }), pages].map((key) => queryClient.getQueryState(key))
    expect(states.map((state) => state?.isInvalidated)).toEqual([true, true])
  })
})

describe('optimistic with the queries of an operation', () => {
  type Change = { readonly taskId: string; readonly title: string }
  const change = (page: { items: { id: string; title: string }[] }, { taskId, title }: Change) =>
    page.items.map((task) => (task.id === taskId ? { ...task, title } : task))
  const rename = () =>
    new MutationObserver(queryClient, {
      ...queries.tasks.update.mutationOptions(),
      ...optimistic(queryClient, queries.tasks.list.queryFilter(), (page, input: Change) => ({
        ...page,
        items: change(page, input) as typeof page.items,
      })),
    } as { mutationFn: (input: Change) => Promise<unknown> })
  const key = () => queries.tasks.list.queryKey({ limit: 5 })
  const titles = () => queryClient.getQueryData(key())?.items.map(({ title }) => title)
  const list = (...titles: string[]) =>
    queryClient.setQueryData(key(), {
      items: titles.map((title, n) => ({ id: String(n), title })),
      nextCursor: null,
    } as never)

  it('updates every cached list immediately and invalidates them when the mutation settles', async () => {
    const pending: (() => void)[] = []
    responses = [(res) => void pending.push(() => json({ id: '0', title: 'New' })(res))]
    list('Old', 'Other')

    const mutation = rename().mutate({ taskId: '0', title: 'New' })

    await expect.poll(titles).toEqual(['New', 'Other'])
    await expect.poll(() => pending.length).toBe(1)
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(false)
    pending[0]?.()
    await mutation
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(true)
  })

  it('restores the lists if the mutation fails', async () => {
    responses = [problem('not_found')]
    list('Old', 'Other')

    await expect(rename().mutate({ taskId: '0', title: 'New' })).rejects.toMatchObject({ code: 'not_found' })

    expect(titles()).toEqual(['Old', 'Other'])
  })

  it('invalidates only after the last of several concurrent mutations', async () => {
    const pending: (() => void)[] = []
    const later = (res: Parameters<Respond>[0]) => void pending.push(() => json({})(res))
    responses = [later, later]
    list('Old', 'Other')

    const mutations = [rename().mutate({ taskId: '0', title: 'A' }), rename().mutate({ taskId: '1', title: 'B' })]
    await expect.poll(() => pending.length).toBe(2)
    pending[0]?.()
    await Promise.race(mutations)
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(false)
    pending[1]?.()
    await Promise.all(mutations)

    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(true)
  })

  it('updates the pages of infinite lists, and with the deprecated key of `matching` only other lists', async () => {
    list('Old')
    const infinite = queries.tasks.list.infiniteKey()
    const shown = () => [titles(), queryClient.getQueryData(infinite)?.pages.map(({ items }) => items.length)]
    queryClient.setQueryData(infinite, {
      pages: [queryClient.getQueryData(key())],
      pageParams: [undefined],
    } as never)
    const empty = <Page extends { items: unknown }>(page: Page) => ({ ...page, items: [] })

    const fail = async (options: ReturnType<typeof optimistic>) => {
      const seen: unknown[] = []
      const mutationFn = () => {
        seen.push(shown())
        return Promise.reject(new Error('x'))
      }
      await new MutationObserver(queryClient, { mutationFn, ...options }).mutate(undefined).catch(() => {})
      return [...seen, shown()]
    }
    const restored = [['Old'], [1]]

    expect(await fail(optimistic(queryClient, queries.tasks.list.queryFilter(), empty))).toEqual([[[], [0]], restored])
    expect(await fail(optimistic(queryClient, queries.tasks.list.matching(), empty))).toEqual([[[], [1]], restored])
  })

  it('adds nothing to an empty cache', async () => {
    responses = [json({})]

    await rename().mutate({ taskId: '0', title: 'New' })

    expect(queryClient.getQueryCache().getAll()).toEqual([])
  })
})

describe('skipToken', () => {
  it('disables a query, whose key matches no filter', async () => {
    const { get, list } = queries.tasks
    const observers = [
      new QueryObserver(queryClient, get.queryOptions(skipToken)),
      new InfiniteQueryObserver(queryClient, list.infiniteQueryOptions(skipToken)),
    ]
    const stops = observers.map((observer) => observer.subscribe(() => {}))

    expect(observers.map((observer) => observer.getCurrentResult().fetchStatus)).toEqual(['idle', 'idle'])
    expect(get.queryOptions(skipToken).queryFn).toBe(skipToken)
    expect(queryClient.getQueryCache().findAll(list.queryFilter())).toEqual([])
    expect(server.requests).toEqual([])
    for (const stop of stops) stop()
  })
})

describe('queryFilter', () => {
  it('selects plain and infinite queries by the fields of their input', async () => {
    const { list } = queries.tasks
    const keys = [
      list.queryKey({ limit: 5, status: 'pending' }),
      list.infiniteKey({ status: 'pending' }),
      list.queryKey(),
    ]
    for (const key of keys) queryClient.setQueryData(key, {} as never)

    await queryClient.invalidateQueries(list.queryFilter({ status: 'pending' }))

    expect(keys.map((key) => queryClient.getQueryState(key)?.isInvalidated)).toEqual([true, true, false])
    expect(list.infiniteKey()).toEqual(list.infiniteQueryOptions().queryKey)
  })
})

it('mutationOptions call the operation', async () => {
  responses = [json({ id: '1' })]

  const created = await new MutationObserver(queryClient, queries.tasks.create.mutationOptions()).mutate({ title: 'a' })

  expect(created).toEqual({ id: '1' })
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"title":"a"}' })
})

describe('options of operations whose routes are loaded when they are called', () => {
  const names = Object.entries(accountRoutes)
  const table = toRouteTable(operations(contract))
  const optionsOf = (queries: unknown, name: string) =>
    name.split('.').reduce((part, key) => (part as Record<string, unknown>)[key], queries) as Record<string, unknown>
  /** Calls every function with an input, so that keys and settings can be compared. */
  const called = (options: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(options).map(([key, value]) => [
        key,
        typeof value === 'function' ? JSON.stringify(value({ limit: 5 })) : value,
      ]),
    )

  it.each(names)('are those of a client that has all routes: %s', (name) => {
    const client = createClientOf<Contract>(table, { baseUrl: server.baseUrl })
    const whole = createQueriesOf<Contract>(table, client)

    expect(called(optionsOf(queries, name))).toMatchObject(called(optionsOf(whole, name)))
    expect(optionsOf(queries, name)).toBe(optionsOf(queries, name))
  })

  it('call queries, pages and mutations', async () => {
    responses = [json(page(['1'], null)), json(page(['1'], 'a')), json(page(['2'], null)), json({ id: '1' })]
    const { tokens, updateMe } = queries.auth

    await queryClient.fetchQuery(tokens.list.queryOptions({ limit: 5 }))
    await queryClient.fetchInfiniteQuery({ ...tokens.list.infiniteQueryOptions(), pages: 2 })
    await new MutationObserver(queryClient, updateMe.mutationOptions()).mutate({ name: 'Ada' })

    expect(urls()).toEqual([
      '/api/auth/tokens?limit=5',
      '/api/auth/tokens',
      '/api/auth/tokens?cursor=a',
      '/api/auth/me',
    ])
    expect(queryClient.getQueryData(tokens.list.queryKey({ limit: 5 }))).toEqual(page(['1'], null))
  })
})
