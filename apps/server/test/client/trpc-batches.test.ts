import { createTrpcClient } from '@taskpact/client/trpc'
import { limits } from '@taskpact/contract'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

let server: TestServer
let urls: string[] = []
let tasks: ReturnType<typeof connect>['tasks']
beforeAll(async () => {
  server = await startTestServer()
  const { token } = await server.signUp()
  tasks = connect(token).tasks
})
afterAll(() => server?.close())

function connect(token: string) {
  const recording: typeof fetch = (input, init) => {
    urls.push(String(input))
    return fetch(input, init)
  }
  return createTrpcClient({ baseUrl: server.url, token, fetch: recording })
}

it('100 long queries of one tick are split into batches that the server accepts', async () => {
  urls = []
  // Percent-encoded, each has nine characters for each of 200.
  const search = '語'.repeat(200)

  const pages = await Promise.all(Array.from({ length: 100 }, () => tasks.list.query({ search })))

  expect(pages).toEqual(Array(100).fill({ items: [], nextCursor: null }))
  expect(urls.length).toBeLessThan(100)
  expect(Math.max(...urls.map(({ length }) => length))).toBeLessThanOrEqual(limits.urlLength)
})

it('a query that is longer than a batch may be is sent by itself', async () => {
  urls = []
  const taskId = 'x'.repeat(limits.urlLength)

  await expect(tasks.get.query({ taskId })).rejects.toMatchObject({ data: { problem: { code: 'invalid_input' } } })
  expect(urls).toHaveLength(1)
})

it('a query of 30 KB rejects with the problem, and others of the same tick succeed', async () => {
  const [refused, page] = await Promise.allSettled([
    tasks.list.query({ search: 'x'.repeat(30_000) }),
    tasks.list.query({ limit: 1 }),
  ])

  expect(refused).toMatchObject({
    status: 'rejected',
    reason: { data: { httpStatus: expect.any(Number), problem: { code: 'headers_too_large' } } },
  })
  expect(page).toMatchObject({ status: 'fulfilled', value: { items: [] } })
})
