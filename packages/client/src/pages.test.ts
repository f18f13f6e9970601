import { contract, operations } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { json } from '../test/responses.js'
import { createClient } from './create-client.js'
import { toRouteTable } from './to-route-table.js'

let server: RecordingServer
let bodies: unknown[]

beforeEach(async () => {
  bodies = []
  server = await openRecordingServer((res) => json(bodies.shift())(res))
})
afterEach(() => server.close())

const client = () => createClient({ baseUrl: server.baseUrl, retries: 0 })
const page = (ids: readonly number[], nextCursor: string | null) => ({ items: ids.map((id) => ({ id })), nextCursor })
const urls = () => server.requests.map(({ url }) => url)

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

describe('all() and pages() of a paginated operation', () => {
  it('request page after page with the same query and the next cursor', async () => {
    bodies = [page([1, 2], 'a'), page([], 'b'), page([3], null)]

    const items = await collect(client().tasks.list.all({ status: 'pending', tags: ['home'], limit: 2 }))

    expect(items).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    const query = '/api/me/tasks?status=pending&tags=home&limit=2'
    expect(urls()).toEqual([query, `${query}&cursor=a`, `${query}&cursor=b`])
  })

  it('start at the given cursor', async () => {
    bodies = [page([1], null)]

    await collect(client().tasks.list.all({ cursor: 'x' }))

    expect(urls()).toEqual(['/api/me/tasks?cursor=x'])
  })

  it('request a page only when the previous one is used up', async () => {
    bodies = [page([1, 2], 'a'), page([3], null)]

    for await (const _item of client().tasks.list.all()) break

    expect(urls()).toHaveLength(1)
  })

  it('reject with the reason of an aborted signal', async () => {
    const controller = new AbortController()
    bodies = [page([1], 'a'), page([2], null)]

    const items = client().tasks.list.all({}, { signal: controller.signal })
    await items.next()
    controller.abort(new Error('The page was left'))

    await expect(items.next()).rejects.toThrow('The page was left')
    expect(urls()).toHaveLength(1)
  })

  it('stop at a page with hasMore: false', async () => {
    bodies = [
      { ...page([1], 'a'), hasMore: true },
      { ...page([2], 'b'), hasMore: false },
    ]

    expect(await collect(client().tasks.changes.all({ since: 'x' }))).toEqual([{ id: 1 }, { id: 2 }])
    expect(urls()).toEqual(['/api/me/changes?since=x', '/api/me/changes?since=a'])
  })

  it('yield pages with their nextCursor', async () => {
    bodies = [
      { ...page([1], 'a'), hasMore: true },
      { ...page([2], 'b'), hasMore: false },
    ]

    const pages = await collect(client().tasks.changes.pages())

    expect(pages.map(({ nextCursor }) => nextCursor)).toEqual(['a', 'b'])
  })
})

it('all() and pages() exist on every operation that returns a page, and on no other', () => {
  const called = operations(contract).filter(({ kind }) => kind !== 'stream')
  const returnsPage = called.filter(({ output }) => /"?nextCursor/.test(JSON.stringify(keysOf(output))))
  const paged = Object.entries(toRouteTable(operations(contract))).filter(([, { cursor }]) => cursor)

  expect(returnsPage.length).toBeGreaterThanOrEqual(3)
  expect(paged.map(([name]) => name)).toEqual(returnsPage.map(({ name }) => name))
  expect(client().tasks.get).not.toHaveProperty('all')
})

function keysOf(output: unknown): string[] {
  return Object.keys((output as { shape?: object } | undefined)?.shape ?? {})
}
