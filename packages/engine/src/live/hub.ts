import { createHash } from 'node:crypto'
import { createPlaces, type PlaceOptions, type Places } from './places.js'
import { openWaiter, type Waiter } from './waiter.js'

export interface HubOptions extends PlaceOptions {
  /** Called with the key of a user after a write, to wake what waits in other processes by `wakeKey`. */
  readonly onWrite?: (key: string) => void
}

/** What reads the changes of a user. */
export interface Listener {
  /** The revision up to which it has read. Undefined before its first read. */
  readonly reached: number | undefined
  /** There may be a new write. */
  wake(): void
  /** The server stops: it must end within these milliseconds. */
  end(withinMs: number): void
}

/** Knows the calls and the streams that wait for writes of a user. A wake-up is a hint: they then read again. */
export interface Hub {
  /** Number of calls that wait or stream. */
  readonly waiting: number
  /** Whether `close` was called. */
  readonly isClosed: boolean
  /** Adds a call before it reads, so that it misses no write while it does. `owner` is who the place counts for. Default: the user. */
  join(userId: string, owner?: string): Waiter
  /** Adds a listener. Returns a function that removes it. */
  listen(userId: string, listener: Listener): () => void
  readonly takePlace: Places['take']
  /** Wakes what waits for writes of a user, after a write in this process. */
  wake(userId: string): void
  /** Wakes what waits for writes of a user, after a write in another process. */
  wakeKey(key: string): void
  /** Wakes everything. */
  wakeAll(): void
  /** Wakes what has read up to another revision than the current one of its user. */
  sweep(currentOf: (userIds: readonly string[]) => Promise<ReadonlyMap<string, number>>): Promise<void>
  /**
   * Ends all waiting calls at once, and all streams at random times within `withinMs` (default: 0). Later ones end within a second, so that
   * clients find another server meanwhile.
   */
  close(withinMs?: number): void
}

const usersPerSweep = 1000
/** Maximum milliseconds for which a call waits or streams that begins after `close`. */
export const maxMsWhenClosed = 1000

export function createHub({ onWrite, ...options }: HubOptions = {}): Hub {
  const places = createPlaces(options)
  const byUser = new Map<string, Set<Listener>>()
  const users = new Map<string, string>()
  let isClosed = false

  function listen(userId: string, listener: Listener): () => void {
    byUser.set(userId, (byUser.get(userId) ?? new Set()).add(listener))
    if (onWrite) users.set(keyOf(userId), userId)
    return () => {
      const listeners = byUser.get(userId)
      if (!listeners?.delete(listener) || listeners.size > 0) return
      byUser.delete(userId)
      if (onWrite) users.delete(keyOf(userId))
    }
  }

  function wakeUser(userId: string): void {
    for (const listener of byUser.get(userId) ?? []) listener.wake()
  }

  function* all(): Generator<Listener> {
    for (const listeners of byUser.values()) yield* listeners
  }

  return {
    get waiting() {
      return places.taken
    },
    get isClosed() {
      return isClosed
    },
    listen,
    takePlace: places.take,
    join(userId, owner = userId) {
      const waiter = openWaiter({
        takePlace: () => places.take(owner),
        leave: () => stopListening(),
        maxMs: isClosed ? maxMsWhenClosed : Number.POSITIVE_INFINITY,
      })
      const stopListening = listen(userId, waiter)
      return waiter
    },
    wake(userId) {
      wakeUser(userId)
      onWrite?.(keyOf(userId))
    },
    wakeKey(key) {
      const userId = users.get(key)
      if (userId !== undefined) wakeUser(userId)
    },
    wakeAll() {
      for (const listener of all()) listener.wake()
    },
    async sweep(currentOf) {
      const all = [...byUser.keys()]
      for (let from = 0; from < all.length; from += usersPerSweep) {
        const some = all.slice(from, from + usersPerSweep)
        const current = await currentOf(some)
        for (const userId of some)
          for (const listener of byUser.get(userId) ?? [])
            if (listener.reached !== undefined && listener.reached !== current.get(userId)) listener.wake()
      }
    },
    close(withinMs = 0) {
      isClosed = true
      for (const listener of [...all()]) listener.end(withinMs)
    },
  }
}

/** Stands for a user in messages to other processes. If two users have the same, one reads once too often. */
function keyOf(userId: string): string {
  return createHash('sha256').update(userId).digest('base64url').slice(0, 11)
}
