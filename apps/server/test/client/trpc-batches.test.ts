import { createTrpcClient } from '@taskpact/client/trpc'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

it('queries of one tick that are too long for one URL are split', async () => {
  const { token } = await server.signUp()
  const urls: number[] = []
  const counting: typeof fetch = (input, init) => {
    urls.push(String(input).length)
    return fetch(input, init)
  }
  const { tasks } = createTrpcClient({ baseUrl: server.url, token, fetch: counting })

  // 20 calls with three bytes for each of 200 characters, percent-encoded.
  const pages = await Promise.all(Array.from({ length: 20 }, () => tasks.list.query({ search: '語'.repeat(200) })))

  expect(pages).toEqual(Array(20).fill({ items: [], nextCursor: null }))
  expect(urls.length).toBeLessThan(20)
  expect(Math.max(...urls)).toBeLessThanOrEqual(8000)
})
