import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { createMockTransport } from '@taskpact/contract/mock'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from './create-client.js'
import { createQueries, invalidateOnChange } from './tanstack.js'

const pageWith = (nextCursor: string) => ({ items: [], nextCursor, hasMore: false, revision: 1 })
const mock = createMockTransport()
const { watch } = mock.responses.tasks
let queryClient: QueryClient
let controller: AbortController
beforeEach(() => {
  mock.reset()
  queryClient = new QueryClient()
  controller = new AbortController()
})
afterEach(() => {
  controller.abort()
  queryClient.clear()
})

function open(fetch: typeof globalThis.fetch = mock.fetch) {
  const client = createClient({ baseUrl: 'https://tasks.example.org', fetch })
  const queries = createQueries(client)
  const ended = invalidateOnChange(queryClient, client, { signal: controller.signal })
  ended.catch(() => {})
  const observe = () => new QueryObserver(queryClient, queries.tasks.list.queryOptions()).subscribe(() => {})
  return { queries, ended, observe }
}

const callsOf = (operation: string) => mock.calls.filter((call) => call.operation === operation)

it('refetches active queries, and marks the others as stale, with each page of later changes', async () => {
  watch.with(pageWith('a'))
  const { queries, observe } = open()
  await queryClient.fetchQuery(queries.tasks.stats.queryOptions({}))
  await queryClient.fetchQuery(queries.auth.me.queryOptions())
  const stop = observe()
  await vi.waitFor(() => expect(queryClient.getQueryState(queries.tasks.stats.queryKey({}))?.isInvalidated).toBe(true))
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0))
  const before = callsOf('tasks.list').length
  watch.sends(pageWith('b'))

  await vi.waitFor(() => expect(callsOf('tasks.list')).toHaveLength(before + 1))
  expect(mock.calls.find(({ operation }) => operation === 'tasks.watch')?.input).toMatchObject({
    lastEventId: 'latest',
  })
  expect(queryClient.getQueryState(queries.auth.me.queryKey())?.isInvalidated).toBe(false)
  stop()
})

it('fetches again what was fetched for the first time during a change', async () => {
  watch.with(pageWith('a'))
  let respond = () => {}
  const held = new Promise<void>((resolve) => {
    respond = resolve
  })
  const slow: typeof fetch = async (url, init) => {
    const response = await mock.fetch(url, init)
    if (!String(url).endsWith('/live')) await held
    return response
  }
  const { observe } = open(slow)
  const stop = observe()
  await vi.waitFor(() => expect(callsOf('tasks.watch')).toHaveLength(1))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(callsOf('tasks.list')).toHaveLength(1)
  respond()

  await vi.waitFor(() => expect(callsOf('tasks.list')).toHaveLength(2))
  stop()
})

it('rejects with the reason of the signal, and with errors that a retry cannot fix', async () => {
  watch.with(pageWith('a'))
  const { ended } = open()
  await vi.waitFor(() => expect(callsOf('tasks.watch')).toHaveLength(1))
  controller.abort('left')
  await expect(ended).rejects.toBe('left')

  controller = new AbortController()
  watch.fails('cursor_expired')
  await expect(open().ended).rejects.toMatchObject({ code: 'cursor_expired' })
})
