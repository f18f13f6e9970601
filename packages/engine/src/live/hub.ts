import { limits } from '@taskpact/contract/core'
import { ServiceError } from '../service-error.js'

export interface HubOptions {
  /** Maximum number of waiting calls. Default: no limit. */
  readonly max?: number
  /** Maximum number of waiting calls of one user. */
  readonly maxPerUser?: number
}

/** The calls that wait for writes of their users. A wake-up is a hint: the call then reads again. */
export interface Hub {
  /** Number of waiting calls. */
  readonly waiting: number
  /** Adds a call before it reads, so that it misses no write while it does. */
  join(userId: string): Waiter
  /** Wakes the calls that wait for writes of a user. */
  wake(userId: string): void
  /** Wakes all calls. */
  wakeAll(): void
  /** Wakes the calls that have read up to another revision than the current one of their user. */
  sweep(currentOf: (userIds: readonly string[]) => Promise<ReadonlyMap<string, number>>): Promise<void>
  /** Ends all waiting calls. Later ones wait for a second at most, so that clients find another server meanwhile. */
  close(): void
}

/** `changed`: there may be a new write. `timeout`: the time is up. `ended`: the call must return now. */
export type Wait = 'changed' | 'timeout' | 'ended'

export interface Waiter {
  /** The revision up to which the call has read. */
  reached: number | undefined
  /**
   * Takes a place among the waiting calls until the call leaves. Throws `unavailable` if there are too many, and `rate_limited` if there are
   * too many of the user.
   */
  start(): void
  /** Waits for a write since the last call of `next`. */
  next(ms: number, signal: AbortSignal): Promise<Wait>
  leave(): void
}

const usersPerSweep = 1000
/** Maximum milliseconds for which a call waits that joins a closed hub. */
const maxWaitWhenClosed = 1000
/** Seconds after which a refused call can be repeated. */
const retryAfter = 5

export function createHub({
  max = Number.POSITIVE_INFINITY,
  maxPerUser = limits.waitingRequests,
}: HubOptions = {}): Hub {
  const byUser = new Map<string, Set<OpenWaiter>>()
  let waiting = 0
  let isClosed = false

  function start(userId: string): void {
    const ofUser = [...(byUser.get(userId) ?? [])].filter(({ isWaiting }) => isWaiting).length
    if (ofUser >= maxPerUser)
      throw new ServiceError('rate_limited', `Only ${maxPerUser} of your requests can wait for changes.`, {
        retryAfter,
      })
    if (waiting >= max)
      throw new ServiceError('unavailable', 'Too many requests wait for changes: try again later.', { retryAfter })
    waiting++
  }

  function leave(userId: string, waiter: OpenWaiter): void {
    const waiters = byUser.get(userId)
    if (!waiters?.delete(waiter)) return
    if (waiter.isWaiting) waiting--
    if (waiters.size === 0) byUser.delete(userId)
  }

  function wakeAll(outcome: 'changed' | 'ended'): void {
    for (const waiters of byUser.values()) for (const waiter of waiters) waiter.wake(outcome)
  }

  return {
    get waiting() {
      return waiting
    },
    join(userId) {
      const waiter: OpenWaiter = openWaiter({
        start: () => start(userId),
        leave: () => leave(userId, waiter),
        maxMs: isClosed ? maxWaitWhenClosed : Number.POSITIVE_INFINITY,
      })
      byUser.set(userId, (byUser.get(userId) ?? new Set()).add(waiter))
      return waiter
    },
    wake(userId) {
      for (const waiter of byUser.get(userId) ?? []) waiter.wake('changed')
    },
    wakeAll: () => wakeAll('changed'),
    async sweep(currentOf) {
      const users = [...byUser.keys()]
      for (let from = 0; from < users.length; from += usersPerSweep) {
        const some = users.slice(from, from + usersPerSweep)
        const current = await currentOf(some)
        for (const userId of some)
          for (const waiter of byUser.get(userId) ?? [])
            if (waiter.reached !== undefined && waiter.reached !== current.get(userId)) waiter.wake('changed')
      }
    },
    close() {
      isClosed = true
      wakeAll('ended')
    },
  }
}

interface OpenWaiter extends Waiter {
  isWaiting: boolean
  wake(outcome: 'changed' | 'ended'): void
}

interface WaiterOptions {
  start(): void
  leave(): void
  /** Milliseconds after which it ends. */
  readonly maxMs: number
}

function openWaiter({ start, leave, maxMs }: WaiterOptions): OpenWaiter {
  const endsAt = performance.now() + maxMs
  let woken: Wait | undefined
  let settle: ((outcome: Wait) => void) | undefined

  /** A write wakes once; an end stays. */
  function consume(): Wait | undefined {
    const outcome = woken
    if (outcome === 'changed') woken = undefined
    return outcome
  }

  return {
    reached: undefined,
    isWaiting: false,
    start() {
      start()
      this.isWaiting = true
    },
    wake(outcome) {
      if (woken !== 'ended') woken = outcome
      settle?.(consume() as Wait)
    },
    next(ms, signal) {
      const known = signal.aborted ? 'ended' : consume()
      if (known) return Promise.resolve(known)
      return new Promise((resolve) => {
        const end = () => settle?.('ended')
        const left = Math.max(0, endsAt - performance.now())
        const timer = setTimeout(() => settle?.(left <= ms ? 'ended' : 'timeout'), Math.min(ms, left))
        settle = (outcome) => {
          settle = undefined
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve(outcome)
        }
        signal.addEventListener('abort', end)
      })
    },
    leave,
  }
}
