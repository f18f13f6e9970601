import type { ServerResponse } from 'node:http'
import { contract, operations } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { createClient } from './create-client.js'
import { toRouteTable } from './to-route-table.js'

let server: RecordingServer
let answers: unknown[]

beforeEach(async () => {
  answers = []
  server = await openRecordingServer((res: ServerResponse) => {
    res.setHeader('content-type', 'application/json').end(JSON.stringify(answers.shift()))
  })
})
afterEach(() => server.close())

const client = () => createClient({ baseUrl: server.baseUrl, retries: 0 })
const page = (ids: readonly number[], nextCursor: string | null) => ({ items: ids.map((id) => ({ id })), nextCursor })
const urls = () => server.seen.map(({ url }) => url)

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('the items of a paged operation', () => {
  it('come from one page after the other, by the same query', async () => {
    answers = [page([1, 2], 'a'), page([], 'b'), page([3], null)]

    const items = await collect(client().tasks.list.all({ status: 'pending', tags: ['home'], limit: 2 }))

    expect(items).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    const query = '/api/me/tasks?status=pending&tags=home&limit=2'
    expect(urls()).toEqual([query, `${query}&cursor=a`, `${query}&cursor=b`])
  })

  it('begin at the cursor that is given', async () => {
    answers = [page([1], null)]

    await collect(client().tasks.list.all({ cursor: 'x' }))

    expect(urls()).toEqual(['/api/me/tasks?cursor=x'])
  })

  it('are asked for as they are used', async () => {
    answers = [page([1, 2], 'a'), page([3], null)]

    for await (const _item of client().tasks.list.all()) break

    expect(urls()).toHaveLength(1)
  })

  it('end with the signal', async () => {
    const leaving = new AbortController()
    answers = [page([1], 'a'), page([2], null)]

    const items = client().tasks.list.all({}, { signal: leaving.signal })
    await items.next()
    leaving.abort(new Error('The page was left'))

    await expect(items.next()).rejects.toThrow('The page was left')
    expect(urls()).toHaveLength(1)
  })

  it('are changes up to those that are not made yet', async () => {
    answers = [
      { ...page([1], 'a'), hasMore: true },
      { ...page([2], 'b'), hasMore: false },
    ]

    expect(await collect(client().tasks.changes.all({ since: 'x' }))).toEqual([{ id: 1 }, { id: 2 }])
    expect(urls()).toEqual(['/api/me/changes?since=x', '/api/me/changes?since=a'])
  })

  it('come with the cursor to go on from, by pages', async () => {
    answers = [
      { ...page([1], 'a'), hasMore: true },
      { ...page([2], 'b'), hasMore: false },
    ]

    const pages = await collect(client().tasks.changes.pages())

    expect(pages.map(({ nextCursor }) => nextCursor)).toEqual(['a', 'b'])
  })
})

it('every operation that answers a page has them, and no other', () => {
  const answersPage = operations(contract).filter(({ output }) => /"?nextCursor/.test(JSON.stringify(keysOf(output))))
  const paged = Object.entries(toRouteTable(operations(contract))).filter(([, { pages }]) => pages)

  expect(answersPage.length).toBeGreaterThanOrEqual(3)
  expect(paged.map(([name]) => name)).toEqual(answersPage.map(({ name }) => name))
  expect(client().tasks.get).not.toHaveProperty('all')
})

function keysOf(output: unknown): string[] {
  return Object.keys((output as { shape?: object } | undefined)?.shape ?? {})
}
