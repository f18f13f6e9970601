import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type LiveStatus } from '@taskpact/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHaproxy } from '../operations/services/haproxy.js'
import { startBuiltServer } from '../support/built-server.js'
import type { ServerProcess } from '../support/server-process.js'
import { startNginx } from './nginx.js'
import { openStream } from './open-stream.js'

/** Makes nginx buffer streams: it sends neither the head of a response nor a part of it until a buffer is full. */
const buffering = 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;'
const compressing = 'gzip on; gzip_types *;'

const proxies = {
  nginx: () => startNginx(server.url, 'proxy_read_timeout 30s;'),
  'nginx that compresses': () => startNginx(server.url, `proxy_read_timeout 30s; ${compressing}`),
  HAProxy: () => startHaproxy([Number(new URL(server.url).port)]), // with timeouts of 30 seconds
  'nginx that buffers': () => startNginx(server.url, buffering),
  'nginx that buffers and compresses': () => startNginx(server.url, `${buffering} ${compressing}`),
}
type Name = keyof typeof proxies
const passing: readonly Name[] = ['nginx', 'nginx that compresses', 'HAProxy']
const holding: readonly Name[] = ['nginx that buffers', 'nginx that buffers and compresses']

let server: ServerProcess
const started = new Map<string, { readonly url: string; close(): Promise<void> }>()
beforeAll(async () => {
  server = await startBuiltServer()
  for (const [name, start] of Object.entries(proxies)) started.set(name, await start())
})
afterAll(async () => {
  await Promise.all([...started.values()].map((proxy) => proxy.close()))
  await server?.stop()
})

const urlOf = (name: Name) => started.get(name)?.url as string

/** Signs up a user, who writes and reads through a proxy. */
async function signUp(name: Name) {
  const baseUrl = urlOf(name)
  const email = `${randomUUID()}@example.com`
  const { token } = await createClient({ baseUrl }).auth.signup({ email, password: 'Test123!' })
  return { baseUrl, token, client: createClient({ baseUrl, token }) }
}
type User = Awaited<ReturnType<typeof signUp>>

/** The changes that a typed client has received, and its statuses. */
function follow({ client }: User) {
  const leaving = new AbortController()
  const tasks: string[] = []
  const statuses: LiveStatus[] = []
  async function read(): Promise<void> {
    const onStatus = (status: LiveStatus) => void statuses.push(status)
    for await (const change of client.tasks.changes.live({}, { signal: leaving.signal, onStatus }))
      tasks.push(change.type === 'put' ? change.task.id : change.id)
  }
  const ended = read().catch((error) => {
    if (!leaving.signal.aborted) throw error
  })
  ended.catch(() => {}) // rejects `stop` instead
  return {
    tasks,
    statuses,
    stop() {
      leaving.abort()
      return ended
    },
  }
}

interface Reader {
  /** The ids of the tasks in the order in which they were received. */
  readonly tasks: readonly string[]
}

/** Creates tasks one after the other. Returns the longest time from a request to the arrival of its change, in milliseconds. */
async function slowest({ client }: User, reader: Reader, count: number): Promise<number> {
  let longest = 0
  for (let n = 0; n < count; n++) {
    const id = randomUUID()
    const sentAt = performance.now()
    await client.tasks.create({ id, title: `Task ${n}` })
    while (!reader.tasks.includes(id) && performance.now() - sentAt < 10_000) await sleep(5)
    longest = Math.max(longest, performance.now() - sentAt)
    await sleep(100)
  }
  return longest
}

function report(name: Name, what: string, ms: number): void {
  process.stdout.write(`\n${name}: ${what} ${Math.round(ms)} ms\n`)
}

describe.concurrent.each(passing)('behind %s', (name) => {
  it('a stream receives each change within a second', async ({ expect }) => {
    const user = await signUp(name)
    const stream = await openStream(user.baseUrl, user.token)
    const longest = await slowest(user, stream, 10)
    stream.close()

    report(name, 'on a stream, a change takes up to', longest)
    expect(longest).toBeLessThan(1000)
  })

  it('a stream outlives 35 idle seconds', async ({ expect }) => {
    const user = await signUp(name)
    const following = follow(user)
    const stream = await openStream(user.baseUrl, user.token)
    await sleep(35_000)
    const longest = Math.max(await slowest(user, stream, 1), await slowest(user, following, 1))
    const { isOver } = stream
    stream.close()
    await following.stop()

    report(name, 'a change after idle time takes', longest)
    expect(longest).toBeLessThan(1000)
    expect(isOver).toBe(false)
    expect(following.statuses).toEqual(['connecting', 'live'])
  })

  it('a client receives each change within a second, by a stream', async ({ expect }) => {
    const user = await signUp(name)
    const following = follow(user)
    await expect.poll(() => following.statuses).toContain('live')
    const longest = await slowest(user, following, 10)
    await following.stop()

    report(name, 'to a client, a change takes up to', longest)
    expect(longest).toBeLessThan(1000)
    expect(following.statuses).toEqual(['connecting', 'live'])
  })
})

describe.concurrent.each(holding)('behind %s', (name) => {
  it('a stream receives nothing', async ({ expect }) => {
    const { baseUrl, token } = await signUp(name)
    const signal = AbortSignal.timeout(3500)
    const request = fetch(`${baseUrl}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` }, signal })

    await expect(request).rejects.toThrow('timeout')
  })

  it.for([
    ['no task', 0],
    ['a first page that fills buffers', 30],
  ] as const)('a client with %s waits by requests, after 15 seconds at most', async ([what, count], { expect }) => {
    const user = await signUp(name)
    const description = Array.from({ length: 250 }, () => randomUUID()).join(' ') // which hardly compresses
    for (let n = 0; n < count; n++) await user.client.tasks.create({ title: `Task ${n}`, description })
    const startedAt = performance.now()
    const following = follow(user)
    await expect.poll(() => following.statuses, { timeout: 15_000 }).toEqual(['connecting', 'polling'])
    await expect.poll(() => following.tasks.length, { timeout: 5000 }).toBe(count)
    const first = performance.now() - startedAt
    const longest = await slowest(user, following, 10)
    await following.stop()

    report(name, `with ${what}, the first page takes`, first)
    report(name, `with ${what}, a change takes up to`, longest)
    expect(first).toBeLessThan(15_000)
    expect(longest).toBeLessThan(1250)
    expect(following.statuses).toEqual(['connecting', 'polling'])
  })
})

it('the proxy that compresses does so with streams', async () => {
  const { baseUrl, token } = await signUp('nginx that compresses')
  const leaving = new AbortController()
  const { headers } = await fetch(`${baseUrl}/api/me/changes/live`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  })
  leaving.abort()

  expect(headers.get('content-encoding')).toBe('gzip')
})
