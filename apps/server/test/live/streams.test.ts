import { setTimeout as sleep } from 'node:timers/promises'
import { type ChangePage, latestCursor, type Task } from '@taskpact/contract'
import { json, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenedStream, openStream } from './open-stream.js'
import { sessionEnds } from './session-ends.js'

const title = 'Buy milk'
const opened: OpenedStream[] = []
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close()
})

async function open(server: TestServer, user: User, lastEventId?: string): Promise<OpenedStream> {
  const stream = await openStream(server.url, user.token, lastEventId)
  opened.push(stream)
  return stream
}

describe('a stream of changes', () => {
  let server: TestServer
  let ada: User
  const statements: string[] = []
  beforeAll(async () => {
    server = await startTestServer({
      env: { METRICS_TOKEN: 'metrics-token-of-the-tests' },
      onQuery: (statement) => void statements.push(statement),
    })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
  })

  const create = () => ada.value<Task>('tasks.create', { title })
  const metric = async (name: string) => {
    const { text } = await server.send('/metrics', { token: 'metrics-token-of-the-tests' })
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
  }

  it('starts with a page of all tasks, and continues with each change', async () => {
    const task = await create()
    const stream = await open(server, ada)
    await expect.poll(() => stream.events).toHaveLength(1)
    await ada.value('tasks.update', { taskId: task.id, title: 'Bread' })
    await expect.poll(() => stream.events).toHaveLength(2)
    await ada.value('tasks.remove', { taskId: task.id })

    await expect
      .poll(() => stream.events)
      .toMatchObject([
        { event: 'changes', data: { items: [{ type: 'put', task: { title } }], hasMore: false } },
        { event: 'changes', data: { items: [{ type: 'put', task: { title: 'Bread' } }] } },
        { event: 'changes', data: { items: [{ type: 'delete', id: task.id }] } },
      ])
    for (const { id, data } of stream.events) expect(id).toBe(data.nextCursor)
  })

  it('starts with later changes after `latest`', async () => {
    await create()
    const stream = await open(server, ada, latestCursor)
    await expect.poll(() => stream.events).toMatchObject([{ data: { items: [], hasMore: false } }])
    await ada.value('tasks.create', { title: 'Bread' })

    await expect.poll(() => stream.events[1]).toMatchObject({ data: { items: [{ task: { title: 'Bread' } }] } })
  })

  it('sends the same pages as tasks.changes', async () => {
    for (let n = 0; n < 150; n++) await ada.value('tasks.create', { title: `Task ${n}` })
    const stream = await open(server, ada)
    await expect.poll(() => stream.events.at(-1)?.data.hasMore).toBe(false)
    const pages: ChangePage[] = []
    for (let since: string | undefined; pages.at(-1)?.hasMore !== false; since = pages.at(-1)?.nextCursor)
      pages.push(await ada.value<ChangePage>('tasks.changes', since === undefined ? {} : { since }))

    expect(stream.events.map(({ data }) => data)).toEqual(pages)
  })

  it('sends a batch in one event', async () => {
    const stream = await open(server, ada)
    const operations = Array.from({ length: 20 }, (_, n) => ({ op: 'create', title: `Task ${n}` }))
    await ada.value('tasks.batch', { operations })
    await expect.poll(() => stream.events.length).toBeGreaterThan(1)

    expect(stream.events.slice(1)).toMatchObject([{ data: { items: { length: 20 } } }])
  })

  it('misses, repeats and reorders nothing over many disconnections', async () => {
    let lastEventId: string | undefined
    const received: string[] = []
    const written: string[] = []
    let isWriting = true
    const writing = (async () => {
      for (let n = 0; n < 60; n++) written.push((await create()).id)
      isWriting = false
    })()
    while (isWriting || received.length < written.length) {
      const stream = await open(server, ada, lastEventId)
      await sleep(Math.random() * 30)
      stream.close()
      received.push(...stream.tasks)
      lastEventId = stream.events.at(-1)?.id ?? lastEventId
    }
    await writing

    expect(received).toEqual(written)
  })

  it('reads once for all streams of a user, whenever they have begun', async () => {
    await create()
    const { nextCursor: early } = await ada.value<ChangePage>('tasks.changes')
    await create()
    const streams = [await open(server, ada), await open(server, ada, early), await open(server, ada)]
    for (const stream of streams) await expect.poll(() => stream.events).toHaveLength(1)
    const reads = () => statements.filter((text) => /from "user_revisions".*lateral/s.test(text)).length
    const before = reads()
    await create()
    for (const stream of streams) await expect.poll(() => stream.events).toHaveLength(2)

    expect(reads()).toBe(before + 1)
  })

  it.each(sessionEnds)('ends within five seconds after the %s', async (_what, end) => {
    const stream = await open(server, ada)
    const ended = performance.now()
    await end(ada)
    await expect.poll(() => stream.isOver, { timeout: 6000 }).toBe(true)

    expect(stream.end).toMatchObject({ code: 'invalid_token' })
    expect(performance.now() - ended).toBeLessThan(5000)
  })

  it('sends a write of another process within two seconds', async () => {
    const stream = await open(server, ada)
    await expect.poll(() => stream.events).toHaveLength(1)
    const database = await server.database()
    const started = performance.now()
    await database.execute(`update user_revisions set revision = revision + 1 where user_id = '${ada.id}'`)
    await expect.poll(() => stream.events, { timeout: 5000 }).toMatchObject([{}, { data: { items: [], revision: 1 } }])

    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('is refused with a cursor of another user, or of another database', async () => {
    const eve = await server.signUp()
    const { nextCursor } = await eve.value<ChangePage>('tasks.changes')

    expect((await open(server, ada, nextCursor)).status).toBe(400)
  })

  it('is counted, and logged when it opens and when it ends', async () => {
    const before = await metric('taskpact_stream_events_total')
    const stream = await open(server, ada)
    await create()
    await expect.poll(() => stream.events).toHaveLength(2)
    expect(await metric('taskpact_streams_open')).toBe(1)
    stream.close()
    await expect.poll(() => metric('taskpact_streams_open')).toBe(0)

    expect(await metric('taskpact_stream_events_total')).toBe(before + 2)
    const lines = server.log.map((line) => JSON.parse(line)).filter(({ operation }) => operation === 'tasks.watch')
    expect(lines.slice(-2)).toMatchObject([
      { outcome: 'ok', status: 200, userId: ada.id },
      { streamEnded: 'ok', userId: ada.id, events: 2, seconds: expect.any(Number) },
    ])
  })

  it('ends the oldest one of a user who opens more than twenty', async () => {
    const streams: OpenedStream[] = []
    for (let n = 0; n < 21; n++) streams.push(await open(server, ada))
    await expect.poll(() => streams[0]?.isOver).toBe(true)

    expect(streams[0]?.end).toMatchObject({ code: 'rate_limited' })
    await create()
    for (const stream of streams.slice(1)) await expect.poll(() => stream.tasks).toHaveLength(1)
  })
})

describe('a server with as many streams as MAX_STREAMS', () => {
  it('refuses another one, and serves all other calls', async () => {
    const server = await startTestServer({ env: { MAX_STREAMS: '2' } })
    try {
      const ada = await server.signUp()
      for (const _ of [1, 2]) expect((await open(server, ada)).status).toBe(200)
      const refused = await ada.send('GET', 'changes/live')

      expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
      expect(await ada.send('POST', 'tasks', json({ title }))).toMatchObject({ status: 201 })
    } finally {
      await server.close()
    }
  })
})

describe('a server that stops', () => {
  it('ends all streams within SHUTDOWN_DELAY, and spreads reconnections', async () => {
    const server = await startTestServer({ env: { SHUTDOWN_DELAY: '1' } })
    const users = await Promise.all(Array.from({ length: 5 }, () => server.signUp()))
    const streams = await Promise.all(users.flatMap((user) => Array.from({ length: 10 }, () => open(server, user))))
    const started = performance.now()
    const closed = server.close()
    const ends: number[] = []
    while (ends.length < streams.length) {
      await sleep(10)
      const over = streams.filter(({ isOver }) => isOver).length
      while (ends.length < over) ends.push(performance.now() - started)
    }
    await closed

    expect(Math.max(...ends)).toBeLessThan(1500)
    expect(ends.filter((ms) => ms < 500).length).toBeGreaterThan(5) // spread, and not all at the end
    for (const { end, retry } of streams) {
      expect(end).toBeUndefined()
      expect(retry).toBeLessThanOrEqual(5000)
    }
    expect(new Set(streams.map(({ retry }) => retry)).size).toBeGreaterThan(10)
  })
})
