import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeOrigin, namedError, type TabBehavior } from '../../test/fake-tabs.js'
import { findTabSupport, joinTabs, type TabSupport, type Tabs, type TabsOptions } from './leadership.js'

const never = new Promise<never>(() => {})
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

interface Tab {
  readonly behavior: TabBehavior
  readonly tabs: Tabs<string>
  readonly received: string[]
  readonly errors: unknown[]
  /** One for each time that it led. */
  readonly signals: AbortSignal[]
  /** Ends `lead`. */
  resolve(): void
  reject(error: unknown): void
}

let origin: ReturnType<typeof fakeOrigin>
let joined: Tab[]
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  origin = fakeOrigin()
  joined = []
})
afterEach(async () => {
  for (const { tabs } of joined) tabs.leave()
  await wait(1)
  expect([origin.locks.held.size, origin.locks.waiting.length, origin.channels.size, vi.getTimerCount()]).toEqual([
    0, 0, 0, 0,
  ])
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** Opens another tab, which leads until its signal is aborted. */
function join(
  behavior: TabBehavior = {},
  options: Partial<TabsOptions<string>> = {},
  globals: Partial<TabSupport> = {},
): Tab {
  const signals: AbortSignal[] = []
  const received: string[] = []
  const errors: unknown[] = []
  const { navigator, BroadcastChannel, document } = origin.globalsOf(behavior)
  let [resolve, reject] = [() => {}, (_error: unknown) => {}]
  const lead = (signal: AbortSignal) => {
    signals.push(signal)
    return new Promise<void>((...settle) => {
      ;[resolve, reject] = settle
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const tabs = joinTabs<string>(
    {
      name: 'work',
      lead,
      receive: (message) => received.push(message),
      onError: (error) => errors.push(error),
      ...options,
    },
    { locks: navigator.locks as unknown as TabSupport['locks'], BroadcastChannel, document, ...globals },
  )
  const end = { resolve: () => resolve(), reject: (error: unknown) => reject(error) }
  const tab = { behavior, tabs, received, errors, signals, ...end }
  joined.push(tab)
  return tab
}

const leaders = () => joined.filter(({ tabs }) => tabs.leads())

describe('findTabSupport', () => {
  it.each([
    ['locks', { navigator: {} }],
    ['a navigator', { navigator: undefined }],
    ['broadcast channels', { navigator: { locks: {} }, BroadcastChannel: undefined }],
  ])('returns undefined without %s', (_what, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)

    expect(findTabSupport()).toBeUndefined()
  })

  it('returns what the browser has', () => {
    const globals = origin.globalsOf({})
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)

    const { navigator, ...others } = globals
    expect(findTabSupport()).toEqual({ ...navigator, ...others })
  })
})

describe('joinTabs', () => {
  it('lets one tab lead while it sends', async () => {
    const [first, second] = [join(), join()]
    await wait(60_000)

    expect(leaders()).toEqual([first])
    expect([first.signals.length, second.signals.length]).toEqual([1, 0])
    expect([first.received, second.received]).toEqual([[], []])
  })

  it('lets tabs lead at the same time that have different names', async () => {
    const both = [join(), join({}, { name: 'other' })]
    await wait(0)

    expect(leaders()).toEqual(both)
  })

  it('sends messages between all tabs', async () => {
    const all = [join(), join(), join()]
    await wait(0)
    for (const [index, { tabs }] of all.entries()) tabs.send(`from ${index}`)
    await wait(10)

    expect(all.map(({ received }) => received)).toEqual([
      ['from 1', 'from 2'],
      ['from 0', 'from 2'],
      ['from 0', 'from 1'],
    ])
  })

  it('sends the beat of the leader when it starts, and each second', async () => {
    let count = 0
    const leader = join({}, { beat: () => `beat ${++count}` })
    const follower = join()
    await wait(2500)

    expect(follower.received).toEqual(['beat 1', 'beat 2', 'beat 3'])
    expect(leader.received).toEqual([])
  })

  it('calls lead before the first beat', async () => {
    const calls: string[] = []
    join({}, { lead: async () => void calls.push('lead'), beat: () => String(calls.push('beat')) })
    await wait(0)

    expect(calls).toEqual(['lead', 'beat'])
  })

  it('lets the next tab lead when the leader leaves, whose signal is aborted', async () => {
    const [first, second] = [join(), join()]
    await wait(100)
    first.tabs.leave()
    await wait(0)

    expect(leaders()).toEqual([second])
    expect(first.signals[0]?.aborted).toBe(true)
    expect([...first.errors, ...second.errors]).toEqual([])
  })

  it('lets the next tab lead when the work of the leader ends, which then leads only when it competes again', async () => {
    const [first, second] = [join(), join()]
    await wait(100)
    first.resolve()
    await wait(0)
    expect(leaders()).toEqual([second])
    second.tabs.send('still received')
    await wait(1)
    second.tabs.leave()
    await wait(20_000)
    expect(leaders()).toEqual([])
    first.tabs.compete()
    await wait(0)

    expect(leaders()).toEqual([first])
    expect(first.received).toEqual(['still received'])
    expect(first.signals.length).toBe(2)
  })

  it('does not compete twice', async () => {
    const [first, second] = [join(), join()]
    await wait(0)
    first.tabs.compete()
    second.tabs.compete()
    await wait(0)

    expect(first.signals.map(({ aborted }) => aborted)).toEqual([false])
    expect(origin.locks.waiting.length).toBe(1)
  })

  it('replaces a silent leader within six seconds, and aborts its signal', async () => {
    const [first, second] = [join(), join()]
    await wait(2500)
    first.behavior.isStuck = true
    await wait(6000)

    expect(leaders()).toEqual([second])
    expect(first.signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(first.errors).toEqual([])
  })

  it('lets a leader that was replaced wait for the lock', async () => {
    const [first, second] = [join(), join()]
    first.behavior.isStuck = true
    await wait(6000)
    first.behavior.isStuck = false
    second.tabs.leave()
    await wait(0)

    expect(leaders()).toEqual([first])
    expect(first.signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  it('sends no beat of a leader that was replaced, although its work takes some time to end', async () => {
    const work = new Promise<void>((resolve) => setTimeout(resolve, 20_000))
    const first = join({}, { lead: () => work, beat: () => 'of the first' })
    const second = join({}, { beat: () => 'of the second' })
    await wait(10)
    first.behavior.isStuck = true
    await wait(6000)
    first.behavior.isStuck = false
    second.received.length = 0
    await wait(5000)

    expect(leaders()).toEqual([second])
    expect(second.received).toEqual([])
    await wait(20_000)
    expect(leaders()).toEqual([second])
  })

  it('replaces a silent leader, whatever followers send', async () => {
    void origin.locks.request('work', {}, () => never).catch(() => {})
    const both = [join(), join()]
    for (let ms = 0; ms < 6000; ms += 500) {
      for (const { tabs } of both) tabs.send('from a follower')
      await wait(500)
    }

    expect(leaders().length).toBe(1)
  })

  it('waits while the leader sends other messages, although beats are lost', async () => {
    const first = join({ loses: (data) => (data as { message?: string }).message === undefined })
    join()
    for (let ms = 0; ms < 20_000; ms += 500) {
      first.tabs.send('from the leader')
      await wait(500)
    }

    expect(leaders()).toEqual([first])
  })

  it('passes nothing on to a leader that a former leader still sends', async () => {
    const leader = join()
    await wait(10)
    const former = new (origin.globalsOf({}).BroadcastChannel)('work')
    former.postMessage({ isLeader: true, message: 'late' })
    await wait(10)
    former.close()

    expect(leader.received).toEqual([])
  })

  it('lets hidden tabs wait, whose timers are slow, until they are shown', async () => {
    void origin.locks.request('work', {}, () => never).catch(() => {})
    const tab = join({ isHidden: true })
    await wait(30_000)
    expect(leaders()).toEqual([])
    tab.behavior.isHidden = false
    await wait(6000)

    expect(leaders()).toEqual([tab])
  })

  it('waits 250 ms for messages that arrived while the computer slept', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const [first, second] = [join(), join()]
    await wait(1)
    first.behavior.isStuck = true
    await wait(4200)
    expect(leaders()).toEqual([first])
    first.behavior.isStuck = false
    first.tabs.send('late')
    await wait(4000)
    expect(leaders()).toEqual([first])
    first.behavior.isStuck = true
    await wait(4300)

    expect(leaders()).toEqual([second])
  })

  it.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(namedError('SecurityError'))],
    [
      'throws',
      () => {
        throw namedError('SecurityError')
      },
    ],
  ])('leaves with the error if the request for the lock %s', async (_what, request) => {
    const tab = join({}, {}, { locks: { request } as unknown as TabSupport['locks'] })
    await wait(0)

    expect(tab.errors).toMatchObject([{ name: 'SecurityError' }])
    expect(origin.channels.size).toBe(0)
  })

  it('leaves with the error if a channel cannot be opened', async () => {
    class BroadcastChannel {
      constructor() {
        throw namedError('SecurityError')
      }
    }
    const tab = join({}, {}, { BroadcastChannel: BroadcastChannel as unknown as TabSupport['BroadcastChannel'] })
    expect(tab.errors).toEqual([])
    await wait(0)

    expect(tab.errors).toMatchObject([{ name: 'SecurityError' }])
    expect(leaders()).toEqual([])
  })

  it.each(['Error', 'AbortError'])('leaves with the error if lead rejects with an %s', async (name) => {
    const [first, second] = [join(), join()]
    await wait(100)
    first.reject(namedError(name))
    await wait(0)

    expect(first.errors).toMatchObject([{ name }])
    expect(leaders()).toEqual([second])
    expect(origin.channels.size).toBe(1)
  })

  it('leaves nothing behind when it leaves while it waits', async () => {
    const [first, second] = [join(), join()]
    await wait(100)
    second.tabs.leave()
    second.tabs.leave()
    second.tabs.compete()
    second.tabs.send('too late')
    first.tabs.send('too late')
    await wait(20_000)

    expect(leaders()).toEqual([first])
    expect([second.signals, second.received, second.errors, first.received]).toEqual([[], [], [], []])
    expect([origin.locks.waiting.length, origin.channels.size]).toEqual([0, 1])
  })

  it('does not lead when it leaves before it has the lock', async () => {
    const tab = join()
    tab.tabs.leave()
    await wait(10)

    expect(tab.signals).toEqual([])
  })
})
