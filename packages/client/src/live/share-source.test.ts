import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeOrigin, namedError, type TabBehavior } from '../../test/fake-tabs.js'
import { ApiError } from '../api-error.js'
import type { Page } from '../pages.js'
import { type PageSource, streamBuffered } from './follow-pages.js'
import { shareSource } from './share-source.js'

const never = new Promise<never>(() => {})
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** What a tab does other than usual. If it is stuck, it does not read its stream either. */
interface Behavior extends TabBehavior {
  /** Milliseconds that it takes for a page. */
  takesMs?: number
  /** What its stream rejects with, once. */
  fails?: unknown
  /** What its reads reject with. */
  failsToRead?: unknown
}

interface Tab extends Behavior {
  readonly items: unknown[]
  readonly statuses: unknown[]
  readonly controller: AbortController
  readonly ended: Promise<void>
  readonly listeners: Set<() => void>
  reads: number
}

let origin: ReturnType<typeof fakeOrigin>
let tabs: Tab[]
let streams: Tab[]
let opened: number
/** The server has the pages 1 to `last`, of one item each. */
let last: number
let changed: EventTarget
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  origin = fakeOrigin()
  tabs = []
  streams = []
  opened = 0
  last = 3
  changed = new EventTarget()
})
afterEach(async () => {
  for (const { controller } of tabs) controller.abort()
  await wait(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function add(pages = 1) {
  last += pages
  changed.dispatchEvent(new Event('change'))
}

const change = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const next = () => {
      changed.removeEventListener('change', next)
      signal.removeEventListener('abort', next)
      resolve()
    }
    changed.addEventListener('change', next)
    signal.addEventListener('abort', next)
  })

function createSource(tab: Tab): PageSource {
  return {
    async read(cursor, signal, waits) {
      tab.reads++
      await new Promise((resolve) => setTimeout(resolve, 5))
      signal.throwIfAborted()
      if (tab.failsToRead) throw tab.failsToRead
      const start = Number(cursor ?? 0)
      if (waits && start === last) await change(signal)
      signal.throwIfAborted()
      const end = Math.min(start + 4, last)
      return { items: upTo(end).slice(start), nextCursor: String(end), hasMore: end < last }
    },
    async stream(cursor, signal, onPage) {
      streams.push(tab)
      opened++
      try {
        await onPage({ items: [], nextCursor: cursor as string })
        for (let next = Number(cursor) + 1; ; ) {
          signal.throwIfAborted()
          const { fails, isStuck } = tab
          delete tab.fails
          if (fails) throw fails
          if (next > last || isStuck) await change(signal)
          else await onPage({ items: [next], nextCursor: String(next++) })
        }
      } finally {
        streams.splice(streams.indexOf(tab), 1)
      }
    },
  }
}

/** Opens another tab, with globals of its own. */
function open(behavior: Behavior = {}, globals: object = {}) {
  const controller = new AbortController()
  const state = { items: [], statuses: [], listeners: new Set<() => void>(), reads: 0 }
  const tab: Tab = Object.assign(behavior, state, { controller, ended: never })
  const { signal } = controller
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (event: string, listener: () => void) => {
    tab.listeners.add(listener)
    addEventListener.call(signal, event, listener)
  }
  signal.removeEventListener = (event: string, listener: () => void) => {
    tab.listeners.delete(listener)
    removeEventListener.call(signal, event, listener)
  }
  const onPage = async ({ items }: Page) => {
    if (tab.takesMs) await new Promise((resolve) => setTimeout(resolve, tab.takesMs))
    tab.items.push(...items)
  }
  for (const [name, value] of Object.entries({ ...origin.globalsOf(tab), ...globals })) vi.stubGlobal(name, value)
  const source = shareSource(createSource(tab), () => 'changes')
  tabs.push(tab)
  const ended = source.stream(undefined, signal, onPage, (status, error) => {
    const [previous] = [tab.statuses.at(-1)].flat()
    if (status !== previous) tab.statuses.push(error ? [status, error.code] : status)
  })
  ended.catch(() => {})
  return Object.assign(tab, { ended })
}

/** Expects that these tabs have all pages once and in order. */
function expectAll(...receivers: Tab[]) {
  for (const { items } of receivers) expect(items).toEqual(upTo(last))
}

const expectNothingLeft = () => {
  const { locks, channels } = origin
  expect([locks.held.size, locks.waiting.length, channels.size, streams.length, vi.getTimerCount()]).toEqual([
    0, 0, 0, 0, 0,
  ])
}

describe('shareSource', () => {
  it.each([
    ['locks', { navigator: {} }],
    ['a navigator', { navigator: undefined }],
    ['broadcast channels', { navigator: { locks: {} }, BroadcastChannel: undefined }],
  ])('returns the source unchanged without %s', (_what, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    const source = {} as PageSource

    expect(shareSource(source, () => 'changes')).toBe(source)
  })

  it('reads one stream for two tabs, which both receive all pages', async () => {
    const both = [open(), open()]
    await wait(100)
    add(5)
    await wait(100)
    add()
    await wait(100)

    expectAll(...both)
    expect(opened).toBe(1)
    expect(both.map(({ reads }) => reads)).toEqual([1, 1])
  })

  it('reads what a tab missed that joins later', async () => {
    const first = open()
    await wait(100)
    add(10)
    const second = open()
    await wait(100)
    add()
    await wait(100)

    expectAll(first, second)
    expect(second.reads).toBeGreaterThan(1)
    expect(opened).toBe(1)
  })

  it('reads what the leader received before a tab joined, and after its own first page', async () => {
    const first = open()
    await wait(100)
    const second = open({ takesMs: 50 })
    await wait(20)
    add(2)
    await wait(2000)

    expectAll(first, second)
  })

  it('lets the next tab lead when the signal of the leader is aborted', async () => {
    const [first, second, third] = [open(), open(), open()]
    await wait(100)
    add(3)
    first.controller.abort('left')
    add(3)
    await wait(100)

    await expect(first.ended).rejects.toBe('left')
    expect(streams).toEqual([second])
    second.controller.abort()
    add(3)
    await wait(100)

    expect(streams).toEqual([third])
    expect(opened).toBe(3)
    expectAll(third)
  })

  it.each([1, 2])('replaces a leader that is stuck within six seconds, with %d other tabs', async (count) => {
    const leader = open()
    await wait(100)
    const others = Array.from({ length: count }, () => open())
    await wait(100)
    leader.isStuck = true
    add(2)
    await wait(6000)

    expectAll(...others)
    add(2)
    await wait(100)
    expectAll(...others)
    expect(streams.filter((tab) => others.includes(tab))).toHaveLength(1)
  })

  it('replaces a leader that never notices that it lost its lock', async () => {
    void origin.locks.request('changes', {}, () => never).catch(() => {})
    const both = [open(), open()]
    await wait(6000)
    add(2)
    await wait(100)

    expectAll(...both)
    expect(streams).toHaveLength(1)
  })

  it('lets a leader that was stuck follow the next one', async () => {
    const [first, second] = [open(), open()]
    await wait(100)
    first.isStuck = true
    await wait(6000)
    first.isStuck = false
    add(2)
    await wait(1100)

    expectAll(first, second)
    expect(streams).toEqual([second])
    second.controller.abort()
    await wait(100)
    expect(streams).toEqual([first])
  })

  it('takes the lock back from a tab that is stuck as well', async () => {
    const tab = open()
    await wait(100)
    void origin.locks.request('changes', { steal: true }, () => never).catch(() => {})
    await wait(6000)
    add()
    await wait(100)

    expectAll(tab)
    expect(streams).toEqual([tab])
  })

  it('keeps its status, and that of all tabs, whatever a former leader still sends', async () => {
    const both = [open(), open()]
    await wait(2000)
    const former = new (origin.globalsOf({}).BroadcastChannel)('changes')
    former.postMessage({ isLeader: true, message: { cursor: '2', status: 'offline' } })
    await wait(2000)

    expect(both.map(({ statuses }) => statuses)).toEqual([['live'], ['live', 'offline', 'live']])
  })

  it('lets hidden tabs wait, whose timers are slow, until they are shown', async () => {
    void origin.locks.request('changes', {}, () => never).catch(() => {})
    const tab = open({ isHidden: true })
    await wait(30_000)
    expect(opened).toBe(0)
    tab.isHidden = false
    await wait(6000)

    expect(streams).toEqual([tab])
  })

  it.each(['leads', 'follows'])('loses nothing if a tab is slow that %s', async (role) => {
    const takesMs = 200
    const [first, second] = [open(role === 'leads' ? { takesMs } : {}), open(role === 'follows' ? { takesMs } : {})]
    await wait(1000)
    for (let count = 0; count < 30; count++) {
      add()
      await wait(20)
    }
    await wait(10_000)

    expectAll(first, second)
    expect(opened).toBe(1)
  })

  it.each<[string, (data: { message: { page?: Page } }, count: number) => boolean]>([
    ['every second message', (_data, count) => count % 2 === 0],
    ['all pages', ({ message }) => message.page !== undefined],
  ])('loses nothing if %s is lost', async (_what, isLost) => {
    let count = 0
    const loses = (data: unknown) => isLost(data as { message: { page?: Page } }, count++)
    const both = [open({ loses }), open({ loses })]
    await wait(100)
    for (let pages = 1; pages < 10; pages++) {
      add(pages)
      await wait(300)
    }
    await wait(3000)

    expectAll(...both)
    expect(opened).toBe(1)
  })

  it('reads nothing while no message is lost', async () => {
    const both = [open(), open()]
    await wait(100)
    for (let pages = 0; pages < 20; pages++) {
      add()
      await wait(500)
    }

    expectAll(...both)
    expect(both.map(({ reads }) => reads)).toEqual([1, 1])
  })

  it('rejects in the leader with an error that a retry cannot fix, and lets another tab lead', async () => {
    const [first, second] = [open(), open()]
    await wait(100)
    first.fails = new ApiError('forbidden', 'A sentence.')
    add()
    await wait(100)

    await expect(first.ended).rejects.toMatchObject({ code: 'forbidden' })
    expect(streams).toEqual([second])
    expectAll(second)
  })

  it('leaves, so that another tab leads, when it cannot read what it missed', async () => {
    const [first, second] = [open({ takesMs: 20 }), open()]
    await wait(100)
    first.failsToRead = new ApiError('unreachable', 'A sentence.')
    add(20)
    await wait(2000)

    await expect(first.ended).rejects.toMatchObject({ code: 'unreachable' })
    expect(streams).toEqual([second])
    expectAll(second)
  })

  const rejects = { request: () => Promise.reject(namedError('SecurityError')) }
  const throws = {
    request() {
      throw namedError('SecurityError')
    },
  }
  it.each([
    ['a lock is refused', { navigator: { locks: rejects } }],
    ['locks throw', { navigator: { locks: throws } }],
    [
      'a broadcast channel cannot be opened',
      {
        BroadcastChannel: class {
          constructor() {
            throw namedError('SecurityError')
          }
        },
      },
    ],
  ])('uses a stream of its own if %s', async (_what, globals) => {
    const tab = open({}, globals)
    await wait(100)
    add(2)
    await wait(100)

    expectAll(tab)
    expect(streams).toEqual([tab])
    expect(origin.channels.size).toBe(0)
    tab.controller.abort('left')
    await expect(tab.ended).rejects.toBe('left')
    await wait(0)
    expectNothingLeft()
  })

  it('passes the status of the leader on to all tabs', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const [first, second] = [open(), open()]
    await wait(2000)
    first.fails = new ApiError('unreachable', 'A sentence.')
    add()
    await wait(1000)
    first.fails = streamBuffered
    add()
    await wait(1000)

    expect(first.statuses).toEqual(['live', ['offline', 'unreachable'], 'live', 'polling'])
    expect(second.statuses).toEqual(['live', 'offline', 'live', 'polling'])
    expectAll(first, second)
  })

  it.each([
    ['', {}],
    [', also while they take a page', { takesMs: 5000 }],
  ])('leaves nothing behind when the signals are aborted%s', async (_what, behavior) => {
    const all = [open({ ...behavior }), open({ ...behavior }), open({ ...behavior })]
    await wait(10)
    for (const { controller } of all) controller.abort()
    await wait(5000)
    expectNothingLeft()
    expect(all.map(({ listeners }) => listeners.size)).toEqual([0, 0, 0])
  })

  it('gives up its lock, although a page is never taken, when its signal is aborted', async () => {
    const [first, second] = [open(), open()]
    await wait(100)
    first.takesMs = 1_000_000
    add()
    await wait(100)
    first.controller.abort()
    await wait(100)

    expect(streams).toEqual([second])
    expect(origin.channels.size).toBe(1)
  })

  it('sends nothing after its signal was aborted, although a read takes some time to end', async () => {
    const { controller } = open({ fails: streamBuffered })
    await wait(1003)
    add()
    await wait(1)
    controller.abort()
    await wait(1)

    expect(vi.getTimerCount()).toBeGreaterThan(0)
    await wait(100)
    expectNothingLeft()
  })

  it.each(upTo(20))('loses and doubles nothing, whatever happens (%d)', async (seed) => {
    let state = seed
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    vi.spyOn(Math, 'random').mockImplementation(random)
    const current = () => tabs.filter(({ controller }) => !controller.signal.aborted)
    const pick = () => current()[Math.floor(random() * current().length)]
    const actions = [
      () => open({ loses: () => random() < 0.2 }),
      () => current().length > 1 && pick()?.controller.abort(),
      () => Object.assign(pick() ?? {}, { isStuck: random() < 0.5 }),
      () => Object.assign(pick() ?? {}, { takesMs: random() < 0.5 ? 300 : 0 }),
      () => Object.assign(pick() ?? {}, { fails: random() < 0.5 ? streamBuffered : new ApiError('internal', '.') }),
      () => add(Math.ceil(random() * 20)),
      () => add(),
    ]
    open()
    for (let step = 0; step < 60; step++) {
      actions[Math.floor(random() * actions.length)]?.()
      await wait(random() * (random() < 0.2 ? 6000 : 100))
    }
    for (const tab of tabs) Object.assign(tab, { isStuck: false, loses: undefined, takesMs: 0 })
    add()
    await wait(60_000)

    expectAll(...current())
    expect(streams.length).toBeLessThanOrEqual(1)
    for (const { controller } of tabs) controller.abort()
    await wait(100)
    expectNothingLeft()
  })
})
