import { describe, expect, it, vi } from 'vitest'
import { createHub } from './hub.js'
import type { Waiter } from './waiter.js'

const { signal } = new AbortController()
const minute = 60_000
const isWaiting = async (waiter: Waiter, ms = 20) => (await waiter.next(ms, signal)) === 'timeout'

describe('hub', () => {
  it('wakes the calls of one user, whether they wait already or not', async () => {
    const hub = createHub()
    const [early, late, other] = [hub.join('ada'), hub.join('ada'), hub.join('eve')]
    const waiting = early.next(minute, signal)
    hub.wake('ada')

    expect(await waiting).toBe('changed')
    expect(await late.next(minute, signal)).toBe('changed')
    expect(await isWaiting(early)).toBe(true)
    expect(await isWaiting(other)).toBe(true)
  })

  it('wakes what waits in another process by the key of the user', async () => {
    const there = createHub({ onWrite: () => {} })
    const here = createHub({ onWrite: there.wakeKey })
    const [ada, eve] = [there.join('ada'), there.join('eve')]
    here.wake('ada')
    here.wake('a user without calls')

    expect(await ada.next(minute, signal)).toBe('changed')
    expect(await isWaiting(eve)).toBe(true)
  })

  it('sends no wake-up of another process on', () => {
    const sent: string[] = []
    const hub = createHub({ onWrite: (key) => void sent.push(key) })
    hub.join('ada')
    hub.wake('ada')
    hub.wakeKey(sent[0] as string)

    expect(sent).toEqual([expect.stringMatching(/^[\w-]{11}$/)])
  })

  it('wakes once for several writes', async () => {
    const hub = createHub()
    const waiter = hub.join('ada')
    for (const _ of [1, 2, 3]) hub.wake('ada')

    expect(await waiter.next(minute, signal)).toBe('changed')
    expect(await isWaiting(waiter)).toBe(true)
  })

  it('ends a call whose client disconnects, and leaves neither a timer nor a listener', async () => {
    vi.useFakeTimers()
    const client = new AbortController()
    const waiter = createHub().join('ada')
    const waiting = waiter.next(minute, client.signal)
    client.abort()

    expect(await waiting).toBe('ended')
    expect(await waiter.next(minute, client.signal)).toBe('ended')
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('refuses to let more calls of a user wait, until one leaves', () => {
    const hub = createHub({ maxPerOwner: 2 })
    const [first, second, third] = [hub.join('ada'), hub.join('ada'), hub.join('ada')]
    for (const waiter of [first, second, hub.join('eve')]) waiter.start()

    expect(() => third.start()).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 5 }))
    first.leave()
    third.start()
    expect(hub.waiting).toBe(3)
  })

  it('refuses to let more calls wait than its limit, until one leaves', () => {
    const hub = createHub({ max: 1 })
    const [first, second] = [hub.join('ada'), hub.join('eve')]
    first.start()

    expect(() => second.start()).toThrow(expect.objectContaining({ code: 'unavailable', retryAfter: 5 }))
    first.leave()
    first.leave()
    second.start()
    expect(hub.waiting).toBe(1)
  })

  it('does not count calls that do not wait', () => {
    const hub = createHub({ max: 1 })
    hub.join('ada').leave()
    hub.join('ada')

    expect(hub.waiting).toBe(0)
  })

  it('wakes all calls, as after a restore of the database', async () => {
    const hub = createHub()
    const waiting = [hub.join('ada'), hub.join('eve')].map((waiter) => waiter.next(minute, signal))
    hub.wakeAll()

    expect(await Promise.all(waiting)).toEqual(['changed', 'changed'])
  })

  it('wakes by a sweep whose user has another revision, or is gone', async () => {
    const hub = createHub()
    const users = ['same', 'newer', 'restored', 'gone', 'reading']
    const waiters = users.map((userId) => Object.assign(hub.join(userId), userId !== 'reading' && { reached: 5 }))
    await hub.sweep(async (userIds) => {
      expect(userIds).toEqual(users)
      return new Map(Object.entries({ same: 5, newer: 6, restored: 4, reading: 9 }))
    })

    expect(await Promise.all(waiters.map((waiter) => isWaiting(waiter)))).toEqual([true, false, false, false, true])
  })

  it('sweeps a thousand users at a time', async () => {
    const hub = createHub()
    for (let user = 0; user < 2500; user++) hub.join(`user ${user}`)
    const sizes: number[] = []
    await hub.sweep(async (userIds) => {
      sizes.push(userIds.length)
      return new Map()
    })

    expect(sizes).toEqual([1000, 1000, 500])
  })

  it('ends all calls when it closes, and later ones after a second', async () => {
    const hub = createHub()
    const waiting = hub.join('ada').next(minute, signal)
    hub.close()
    const started = performance.now()

    expect(await waiting).toBe('ended')
    expect(await hub.join('ada').next(minute, signal)).toBe('ended')
    expect(performance.now() - started).toBeGreaterThan(990)
  })
})
