import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeOrigin, type TabBehavior } from '../../test/fake-tabs.js'
import { failure, fakeTaskServer, problemOf } from '../../test/fake-task-server.js'
import { createReplica } from './create-replica.js'
import type { Replica } from './replica.js'
import { memoryStore, type ReplicaStore } from './store.js'

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

interface Tab {
  readonly behavior: TabBehavior
  readonly replica: Replica
  /** One for each call of `start`. */
  readonly stops: (() => void)[]
  start(): Promise<() => void>
}

let server: ReturnType<typeof fakeTaskServer>
let origin: ReturnType<typeof fakeOrigin>
let store: ReplicaStore
let tabs: Tab[]
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  server = fakeTaskServer()
  origin = fakeOrigin()
  store = { ...memoryStore(), sharedName: 'tasks' }
  tabs = []
})
afterEach(async () => {
  for (const { stops } of tabs) for (const stop of stops) stop()
  await wait(10)
  expect([origin.locks.held.size, origin.locks.waiting.length, origin.channels.size, vi.getTimerCount()]).toEqual([
    0, 0, 0, 0,
  ])
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** Opens a tab with its own globals, and starts its replica. */
async function open(behavior: TabBehavior = {}, starts = true): Promise<Tab> {
  const stops: (() => void)[] = []
  const replica = createReplica(server.client, { userId: 'ada', store })
  const start = async () => {
    const { navigator, BroadcastChannel } = origin.globalsOf(behavior)
    vi.stubGlobal('navigator', navigator)
    vi.stubGlobal('BroadcastChannel', BroadcastChannel)
    const stop = replica.start()
    await vi.dynamicImportSettled()
    vi.unstubAllGlobals()
    stops.push(stop)
    return stop
  }
  if (starts) await start()
  const tab = { behavior, replica, stops, start }
  tabs.push(tab)
  await wait(10)
  return tab
}

const titles = ({ replica }: Tab) => replica.tasks.list().map(({ title }) => title)
const connections = () => tabs.map(({ replica }) => replica.status.connection)
const created = () => server.batches.flat().filter(({ op }) => op === 'create').length

describe('two tabs', () => {
  it('show the changes of each other, which the leader sends once', async () => {
    const [leader, follower] = [await open(), await open()]
    follower.replica.tasks.create({ title: 'Of the follower' })
    await wait(20)
    leader.replica.tasks.create({ title: 'Of the leader' })
    await wait(20)

    expect(titles(leader)).toEqual(titles(follower))
    expect(titles(leader)).toEqual(['Of the leader', 'Of the follower'])
    expect([leader, follower].map(({ replica }) => replica.status.pending)).toEqual([0, 0])
    expect(created()).toBe(2)
  })

  it('show the status of the leader', async () => {
    await open()
    await open()
    await wait(1100)
    expect(connections()).toEqual(['live', 'live'])
    server.intercepts.before = () => failure('unreachable')
    tabs[1]?.replica.tasks.create({ title: 'a' })
    await wait(1100)

    expect(connections()).toEqual(['offline', 'offline'])
  })

  it.each<[string, (leader: Tab) => void]>([
    ['stops', ({ stops }) => stops[0]?.()],
    [
      'is stuck',
      ({ behavior }) => {
        behavior.isStuck = true
        server.intercepts.before = (operation) => {
          if (operation !== 'batch') return undefined
          server.intercepts.before = () => {}
          return new Promise(() => {})
        }
      },
    ],
  ])('go on if the leader %s', async (_name, end) => {
    const [leader, follower] = [await open(), await open()]
    end(leader)
    follower.replica.tasks.create({ title: 'a' })
    await wait(8000)

    expect(server.tasks.size).toBe(1)
    expect([follower.replica.status.pending, follower.replica.status.connection]).toEqual([0, 'live'])
  })

  it('read what they missed', async () => {
    const [leader, follower] = [await open(), await open()]
    leader.behavior.loses = (data) => JSON.stringify(data).includes('changes')
    leader.replica.tasks.create({ title: 'a' })
    await wait(100)
    expect(titles(follower)).toEqual([])
    await wait(1000)

    expect(titles(follower)).toEqual(['a'])
  })

  it('send each change once, also if both lead for a while', async () => {
    const [first, second] = [await open(), await open()]
    first.behavior.isStuck = true
    await wait(8000)
    first.behavior.isStuck = false
    for (const tab of [first, second, first, second]) {
      tab.replica.tasks.create({ title: 'a' })
      await wait(3)
    }
    await wait(5000)

    expect([server.tasks.size, first.replica.status.pending, second.replica.status.pending]).toEqual([4, 0, 0])
    expect(titles(first)).toEqual(titles(second))
  })
})

describe('a tab', () => {
  it('synchronizes until all that started it have stopped it', async () => {
    const tab = await open()
    const stop = await tab.start()
    stop()
    stop()
    tab.replica.tasks.create({ title: 'a' })
    await wait(20)
    expect([server.tasks.size, tab.replica.status.connection]).toEqual([1, 'live'])
    tab.stops[0]?.()
    tab.replica.tasks.create({ title: 'b' })
    await wait(20)

    expect([server.tasks.size, tab.replica.status.connection]).toEqual([1, 'stopped'])
    await tab.start()
    await wait(20)
    expect([server.tasks.size, tab.replica.status.connection]).toEqual([2, 'live'])
  })

  it('leads alone without locks', async () => {
    store = { ...store, sharedName: undefined }
    await open()
    const second = await open()
    second.replica.tasks.create({ title: 'a' })
    await wait(20)

    expect(connections()).toEqual(['live', 'live'])
    expect([server.tasks.size, origin.locks.held.size]).toEqual([1, 0])
  })

  it('leads alone if locks are not allowed', async () => {
    vi.spyOn(origin.locks, 'request').mockRejectedValue(new Error('SecurityError'))
    const tab = await open()
    tab.replica.tasks.create({ title: 'a' })
    await wait(20)

    expect([server.tasks.size, tab.replica.status.connection]).toEqual([1, 'live'])
  })

  it('reports a store that cannot be opened', async () => {
    store = { ...store, open: () => Promise.reject(new Error('private window')) }
    const { replica } = await open()

    await expect(replica.ready).rejects.toThrow('private window')
    expect(replica.status).toMatchObject({ connection: 'offline', error: new Error('private window') })
  })

  it('waits while the user is signed out, and goes on afterwards', async () => {
    const { replica } = await open()
    server.intercepts.before = () => failure('unauthenticated')
    replica.tasks.create({ title: 'a' })
    await wait(1000)
    expect(replica.status).toMatchObject({ connection: 'signed-out', pending: 1, error: { code: 'unauthenticated' } })
    server.intercepts.before = () => {}
    await wait(30_000)

    expect(replica.status).toMatchObject({ connection: 'live', pending: 0, error: undefined })
  })

  it('tries again after growing delays', async () => {
    const { replica } = await open()
    server.intercepts.before = (operation) => operation === 'batch' && failure('unreachable')
    replica.tasks.create({ title: 'a' })
    const counts: number[] = []
    for (const seconds of [1, 10, 60]) {
      await wait(seconds * 1000)
      counts.push(server.batches.length)
    }

    expect(counts).toEqual([3, 6, 10])
    expect(replica.status).toMatchObject({ connection: 'offline', pending: 1 })
    server.intercepts.before = () => {}
    await wait(16_000)
    expect(replica.status).toMatchObject({ connection: 'live', pending: 0, error: undefined })
  })

  it('respects Retry-After', async () => {
    const { replica } = await open()
    server.intercepts.before = (operation) => operation === 'batch' && failure('rate_limited', { retryAfter: 100 })
    replica.tasks.create({ title: 'a' })
    await wait(99_000)
    expect(server.batches).toHaveLength(1)
    await wait(2000)

    expect(server.batches).toHaveLength(2)
  })

  it('is live again after a failure that leaves no change of the server', async () => {
    const { replica } = await open()
    server.intercepts.before = (operation) => operation === 'batch' && failure('unavailable')
    replica.tasks.create({ title: 'a' })
    await wait(10)
    expect(replica.status.connection).toBe('offline')
    server.intercepts.before = (operation) =>
      operation === 'batch' ? [{ status: 400, problem: problemOf('invalid_input') }] : undefined
    await wait(1000)

    expect(replica.status).toMatchObject({ connection: 'live', error: undefined, pending: 0, refused: 1 })
  })

  it('is live again after a lost connection, also if nothing changed', async () => {
    const { replica } = await open()
    const statuses: string[] = []
    replica.subscribe(() => statuses.push(replica.status.connection))
    server.reconnect()
    await wait(10)

    expect([...new Set(statuses)]).toEqual(['offline', 'catching-up', 'live'])
    expect(replica.status.connection).toBe('live')
  })

  it('waits for a change after a task did not match its revision', async () => {
    const { replica } = await open()
    const { taskId } = replica.tasks.create({ title: 'a' })
    await wait(20)
    server.intercepts.before = (operation, { operations = [] }) =>
      operation === 'batch'
        ? operations.map(() => ({
            status: 412,
            problem: { code: 'revision_mismatch', detail: '', currentRevision: 9 },
          }))
        : undefined
    replica.tasks.update({ taskId, title: 'b' })
    await wait(60_000)
    expect(server.batches).toHaveLength(2)

    server.intercepts.before = () => {}
    for (let count = 0; count < 9; count++) server.perform({ op: 'create', title: 'other' })
    await wait(20)
    expect([replica.status.pending, server.tasks.get(taskId)?.title]).toEqual([0, 'b'])
  })
})

describe('a replica that is deleted', () => {
  it('stops, and stores nothing later', async () => {
    const { replica } = await open()
    await replica.clear()
    await expect(replica.tasks.create({ title: 'a' })).rejects.toThrow('closed')
    await wait(100)

    expect(replica.status.connection).toBe('stopped')
    expect((await (await store.open('ada')).read()).records.size).toBe(0)
  })
})
