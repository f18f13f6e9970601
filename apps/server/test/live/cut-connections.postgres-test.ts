import { createClient } from '@taskpact/client'
import type { Task } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'

/** A user for each of the connections that are cut at the same time. */
const concurrency = 10
const title = 'Täsk 😀'

let server: TestServer
let users: User[]
beforeAll(async () => {
  server = await startTestServer()
  users = await Promise.all(Array.from({ length: concurrency }, () => server.signUp()))
})
afterAll(() => server?.close())
afterEach(() => void vi.restoreAllMocks())

/** Returns a `fetch` that breaks off the first response after some bytes. */
function breaking(bytes: number, onCut: () => void): typeof fetch {
  let isFirst = true
  return async (url, init) => {
    const response = await fetch(url, init)
    if (!isFirst) return response
    isFirst = false
    let left = bytes
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk.subarray(0, left))
        left -= chunk.length
        if (left > 0) return
        onCut()
        controller.error(new TypeError('The connection was cut'))
      },
    })
    return new Response(response.body?.pipeThrough(cut), response)
  }
}

/** Follows changes after a cursor over a connection that is cut. Returns the last cursor. */
async function follow({ token, value }: User, since: string | undefined, bytes: number, onCut: () => void) {
  const create = () => value<Task>('tasks.create', { title })
  const created = [await create()]
  const received: unknown[] = []
  const client = createClient({ baseUrl: server.url, token, fetch: breaking(bytes, onCut) })
  for await (const { items, nextCursor } of client.tasks.changes.live.pages(since === undefined ? {} : { since })) {
    received.push(...items)
    if (received.length < 2) created.push(await create())
    else {
      expect(received).toEqual(created.map((task) => ({ type: 'put', revision: task.revision, task })))
      return nextCursor
    }
  }
  throw new Error('The iteration ended')
}

it('a connection that is cut at any byte of an event loses, repeats and reorders nothing', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0) // no delay before another attempt
  const lengthOfEvent = 700
  let bytes = 0
  let cuts = 0
  await Promise.all(
    users.map(async (user) => {
      let since: string | undefined
      while (bytes < lengthOfEvent) since = await follow(user, since, bytes++, () => cuts++)
    }),
  )

  expect(cuts).toBe(lengthOfEvent)
}, 120_000)
