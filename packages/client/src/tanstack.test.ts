import type { ServerResponse } from 'node:http'
import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core'
import { toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { createClient } from './create-client.js'
import { createQueries, optimistic, type Queries } from './tanstack.js'

let server: RecordingServer
let answers: ((res: ServerResponse) => void)[]
let queries: Queries
let queryClient: QueryClient

beforeEach(async () => {
  answers = []
  server = await openRecordingServer((res) => answers.shift()?.(res))
  queries = createQueries(createClient({ baseUrl: server.baseUrl, retries: 0 }))
  queryClient = new QueryClient()
})
afterEach(async () => {
  queryClient.clear()
  await server.close()
})

const json = (body: unknown) => (res: ServerResponse) => res.end(JSON.stringify(body))
const refused = (res: ServerResponse) => {
  const problem = toProblem({ code: 'not_found', detail: 'Task not found.' }, 'request-1')
  res.writeHead(problem.status).end(JSON.stringify(problem))
}
const page = (ids: readonly string[], nextCursor: string | null) => ({ items: ids.map((id) => ({ id })), nextCursor })
const urls = () => server.seen.map(({ url }) => url)

describe('a query', () => {
  it('calls its operation once, and has a key by its name and input', async () => {
    answers = [json(page(['1'], null))]
    const options = queries.tasks.list.queryOptions({ status: 'pending' })

    await queryClient.fetchQuery(options)

    expect(urls()).toEqual(['/api/me/tasks?status=pending'])
    expect(queryClient.getQueryData(queries.tasks.list.queryKey({ status: 'pending' }))).toEqual(page(['1'], null))
    expect(queryClient.getQueryData(queries.tasks.list.queryKey())).toBeUndefined()
    expect(JSON.parse(JSON.stringify(options.queryKey))).toEqual(options.queryKey)
  })

  it('fails with the ApiError, and is not tried again by others than the client', async () => {
    answers = [refused]

    await expect(queryClient.fetchQuery(queries.tasks.get.queryOptions({ taskId: '1' }))).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(server.seen).toHaveLength(1)
  })

  it('is aborted with what asked for it', async () => {
    let closed = false
    const close = () => {
      closed = true
    }
    answers = [(res) => res.once('close', close)]
    const stop = new QueryObserver(queryClient, queries.tasks.list.queryOptions()).subscribe(() => {})

    await expect.poll(() => server.seen.length).toBe(1)
    stop()

    await expect.poll(() => closed).toBe(true)
  })

  it('by pages asks for the next by the cursor of the last', async () => {
    answers = [json(page(['1'], 'a')), json(page(['2'], null))]

    const { pages } = await queryClient.fetchInfiniteQuery({ ...queries.tasks.list.infiniteQueryOptions(), pages: 9 })

    expect(pages.map(({ items }) => items)).toEqual([[{ id: '1' }], [{ id: '2' }]])
    expect(urls()).toEqual(['/api/me/tasks', '/api/me/tasks?cursor=a'])
  })

  it('by pages ends where there are no more changes yet', async () => {
    answers = [json({ ...page(['1'], 'a'), hasMore: true }), json({ ...page([], 'b'), hasMore: false })]

    const options = queries.tasks.changes.infiniteQueryOptions({ since: 'x' })
    await queryClient.fetchInfiniteQuery({ ...options, pages: 9 })

    expect(urls()).toEqual(['/api/me/changes?since=x', '/api/me/changes?since=a'])
  })

  it('is invalidated by the key of its operation, whatever its input', async () => {
    queryClient.setQueryData(queries.tasks.list.queryKey({ limit: 5 }), { items: [], nextCursor: null })
    const pages = queries.tasks.list.infiniteQueryOptions().queryKey
    queryClient.setQueryData(pages, { pages: [], pageParams: [] })

    await queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })

    const states = [queries.tasks.list.queryKey({ limit: 5 }), pages].map((key) => queryClient.getQueryState(key))
    expect(states.map((state) => state?.isInvalidated)).toEqual([true, true])
  })
})

describe('an optimistic mutation', () => {
  type Change = { readonly taskId: string; readonly title: string }
  const change = (page: { items: { id: string; title: string }[] }, { taskId, title }: Change) =>
    page.items.map((task) => (task.id === taskId ? { ...task, title } : task))
  const rename = () =>
    new MutationObserver(queryClient, {
      ...queries.tasks.update.mutationOptions(),
      ...optimistic(queryClient, queries.tasks.list.matching(), (page, input: Change) => ({
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

  it('shows its effect in every list at once, and asks for them when it ended', async () => {
    const replies: (() => void)[] = []
    answers = [(res) => void replies.push(() => json({ id: '0', title: 'New' })(res))]
    list('Old', 'Other')

    const ending = rename().mutate({ taskId: '0', title: 'New' })

    await expect.poll(titles).toEqual(['New', 'Other'])
    await expect.poll(() => replies.length).toBe(1)
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(false)
    replies[0]?.()
    await ending
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(true)
  })

  it('takes it back when it is refused', async () => {
    answers = [refused]
    list('Old', 'Other')

    await expect(rename().mutate({ taskId: '0', title: 'New' })).rejects.toMatchObject({ code: 'not_found' })

    expect(titles()).toEqual(['Old', 'Other'])
  })

  it('leaves it to the last of several to ask', async () => {
    const replies: (() => void)[] = []
    const later = (res: ServerResponse) => void replies.push(() => json({})(res))
    answers = [later, later]
    list('Old', 'Other')

    const endings = [rename().mutate({ taskId: '0', title: 'A' }), rename().mutate({ taskId: '1', title: 'B' })]
    await expect.poll(() => replies.length).toBe(2)
    replies[0]?.()
    await Promise.race(endings)
    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(false)
    replies[1]?.()
    await Promise.all(endings)

    expect(queryClient.getQueryState(key())?.isInvalidated).toBe(true)
  })

  it('leaves what is not there', async () => {
    answers = [json({})]

    await rename().mutate({ taskId: '0', title: 'New' })

    expect(queryClient.getQueryCache().getAll()).toEqual([])
  })
})

it('a mutation calls its operation', async () => {
  answers = [json({ id: '1' })]

  const made = await new MutationObserver(queryClient, queries.tasks.create.mutationOptions()).mutate({ title: 'a' })

  expect(made).toEqual({ id: '1' })
  expect(server.seen[0]).toMatchObject({ method: 'POST', body: '{"title":"a"}' })
})
