import { setTimeout as sleep } from 'node:timers/promises'
import { type ChangePage, latestCursor, type Task } from '@taskpact/contract'
import { json, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transports } from '../../../../packages/testing/src/transports.js'
import { sessionEnds } from './session-ends.js'
import { lastCursor, waitDuring, waitDuringWrites } from './waiting-call.js'

const title = 'Buy milk'

describe('a call of tasks.changes that waits', () => {
  let server: TestServer
  let ada: User
  beforeAll(async () => {
    server = await startTestServer({ env: { METRICS_TOKEN: 'metrics-token-of-the-tests' } })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
  })

  const create = (user = ada) => user.value<Task>('tasks.create', { title })
  const waiting = async () => {
    const { text } = await server.send('/metrics', { token: 'metrics-token-of-the-tests' })
    return Number(/^taskpact_calls_waiting (\d+)$/m.exec(text)?.[1])
  }

  it.each(transports)('returns the next change at once, on %s', async (via) => {
    const { outcome, ms } = await waitDuringWrites(ada, () => create(), { via })

    expect(outcome).toMatchObject({ ok: true, value: { items: [{ type: 'put', task: { title } }], hasMore: false } })
    expect(ms).toBeLessThan(500)
  })

  it.each<[string, (task: Task) => Promise<unknown>, object]>([
    ['an update', ({ id }) => ada.value('tasks.update', { taskId: id, title: 'Bread' }), { type: 'put' }],
    ['a completion', ({ id }) => ada.value('tasks.complete', { taskId: id }), { type: 'put' }],
    ['a deletion', ({ id }) => ada.value('tasks.remove', { taskId: id }), { type: 'delete' }],
    ['a batch', () => ada.value('tasks.batch', { operations: [{ op: 'create', title }] }), { type: 'put' }],
    ['an import', () => ada.value('tasks.import', { content: JSON.stringify([{ title }]) }), { type: 'put' }],
  ])('returns %s', async (_what, write, change) => {
    const task = await create()
    const { outcome } = await waitDuring(ada, () => write(task))

    expect(outcome).toMatchObject({ value: { items: [change] } })
  })

  it('returns an empty page of a new revision for a purge', async () => {
    const { id: taskId } = await create()
    await ada.value('tasks.remove', { taskId })
    const { revision } = await ada.value<ChangePage>('tasks.changes')
    const { outcome } = await waitDuring(ada, () => ada.value('tasks.purge', { taskId }))

    expect(outcome).toMatchObject({ value: { items: [], revision: revision + 1 } })
  })

  it('returns at once without a cursor, and with changes after it', async () => {
    const started = performance.now()
    await ada.value('tasks.changes', { wait: 10 })
    const since = await lastCursor(ada)
    await create()

    expect(await ada.value('tasks.changes', { since, wait: 10 })).toMatchObject({ items: [{ task: { title } }] })
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('returns the current cursor at once for `latest`, which continues with later changes only', async () => {
    await create()
    const [all, latest] = [
      await ada.value<ChangePage>('tasks.changes'),
      await ada.value<ChangePage>('tasks.changes', { since: latestCursor, wait: 10 }),
    ]
    expect(latest).toEqual({ ...all, items: [] })
    const { id: taskId } = await create()
    await ada.value('tasks.remove', { taskId })
    await ada.value('tasks.purge', { taskId })

    expect(await ada.call('tasks.changes', { since: latest.nextCursor })).toMatchObject({ code: 'cursor_expired' })
  })

  it('returns a page without changes when the time is over', async () => {
    const since = await lastCursor(ada)
    const started = performance.now()
    const page = await ada.value('tasks.changes', { since, wait: 1 })

    expect(page).toMatchObject({ items: [], nextCursor: since, hasMore: false })
    expect(performance.now() - started).toBeGreaterThan(990)
  })

  it('returns no write of another user, and none that fails', async () => {
    const eve = await server.signUp()
    const write = async () => {
      await create(eve)
      await ada.call('tasks.create', { title: '' })
    }

    expect(await waitDuring(ada, write, { wait: 1 })).toMatchObject({ outcome: { value: { items: [] } } })
  })

  it('returns a write of another process within two seconds', async () => {
    const database = await server.database()
    const bump = () => database.execute(`update user_revisions set revision = revision + 1 where user_id = '${ada.id}'`)
    const { outcome, ms } = await waitDuring(ada, bump)

    expect(outcome).toMatchObject({ ok: true, value: { items: [], revision: 1 } })
    expect(ms).toBeLessThan(2000)
  })

  it.each(sessionEnds)('ends within five seconds after the %s', async (_what, end) => {
    const { outcome, ms } = await waitDuring(ada, () => end(ada), { wait: 30 })

    expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
    expect(ms).toBeLessThan(5000)
  })

  it('ends when the client disconnects', async () => {
    const since = await lastCursor(ada)
    const client = new AbortController()
    const url = new URL(`/api/me/changes?wait=30&since=${since}`, server.url)
    const waitingCall = fetch(url, { headers: { authorization: `Bearer ${ada.token}` }, signal: client.signal })
    await expect.poll(waiting).toBe(1)
    client.abort()

    await expect(waitingCall).rejects.toThrow()
    await expect.poll(waiting).toBe(0)
  })

  it('logs the time that it waited, which the metrics leave out', async () => {
    await waitDuring(ada, () => create(), { via: 'rest' })
    const line = server.log.map((text) => JSON.parse(text)).find(({ waitedMs }) => waitedMs > 0)

    expect(line).toMatchObject({ operation: 'tasks.changes', outcome: 'ok' })
    expect(line.ms).toBeGreaterThanOrEqual(line.waitedMs)
  })

  it('is refused if twenty calls of its user wait already, unless there is a change', async () => {
    const empty = await lastCursor(ada)
    await create()
    const since = await lastCursor(ada)
    const calls = Array.from({ length: 20 }, () => ada.value<ChangePage>('tasks.changes', { since, wait: 10 }))
    await expect.poll(waiting).toBe(20)

    expect(await ada.call('tasks.changes', { since, wait: 10 })).toMatchObject({ code: 'rate_limited' })
    expect(await ada.value('tasks.changes', { since: empty, wait: 10 })).toMatchObject({ items: [{ task: { title } }] })
    await create()
    for (const page of await Promise.all(calls)) expect(page.items).toHaveLength(1)
  })
})

describe('a server with as many waiting calls as MAX_STREAMS', () => {
  it('refuses another one, and serves all other calls', async () => {
    const server = await startTestServer({ env: { MAX_STREAMS: '2' } })
    try {
      const ada = await server.signUp()
      const since = await lastCursor(ada)
      const wait = () => ada.send('GET', `changes?wait=10&since=${since}`)
      const waiting = [wait(), wait()]
      await sleep(200)

      expect(await wait()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
      expect(await ada.send('POST', 'tasks', json({ title }))).toMatchObject({ status: 201 })
      for (const { status } of await Promise.all(waiting)) expect(status).toBe(200)
    } finally {
      await server.close()
    }
  })
})

describe('a server that stops', () => {
  it('answers waiting calls at once, and later ones after a second', async () => {
    const server = await startTestServer({ env: { SHUTDOWN_DELAY: '1' } })
    const ada = await server.signUp()
    const since = await lastCursor(ada)
    const wait = () => ada.send('GET', `changes?wait=30&since=${since}`)
    const waiting = [wait(), wait()]
    await sleep(200)
    const started = performance.now()
    const closed = server.close()
    const answered = await Promise.all(waiting)
    const late = wait()
    const lateSince = performance.now()

    for (const { status, body } of answered) expect([status, body]).toMatchObject([200, { items: [] }])
    expect(performance.now() - started).toBeLessThan(500)
    expect(await late).toMatchObject({ status: 200 })
    expect(performance.now() - lateSince).toBeGreaterThan(950)
    await closed
    expect(performance.now() - started).toBeLessThan(4000)
  })
})
