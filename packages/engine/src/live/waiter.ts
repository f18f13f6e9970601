/** `changed`: there may be a new write. `timeout`: the time is up. `ended`: the call must return now. */
export type Wait = 'changed' | 'timeout' | 'ended'

/** Waits for writes of a user. */
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

export interface OpenWaiter extends Waiter {
  wake(): void
  end(): void
}

interface WaiterOptions {
  /** Takes a place, and returns a function that frees it. */
  takePlace(): () => void
  leave(): void
  /** Milliseconds after which it ends. */
  readonly maxMs: number
}

export function openWaiter({ takePlace, leave, maxMs }: WaiterOptions): OpenWaiter {
  const endsAt = performance.now() + maxMs
  let freePlace: (() => void) | undefined
  let woken: Wait | undefined
  let settle: ((outcome: Wait) => void) | undefined

  /** A write wakes once; an end stays. */
  function consume(): Wait | undefined {
    const outcome = woken
    if (outcome === 'changed') woken = undefined
    return outcome
  }

  function wake(outcome: 'changed' | 'ended'): void {
    if (woken !== 'ended') woken = outcome
    settle?.(consume() as Wait)
  }

  return {
    reached: undefined,
    start() {
      freePlace = takePlace()
    },
    wake: () => wake('changed'),
    end: () => wake('ended'),
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
    leave() {
      freePlace?.()
      leave()
    },
  }
}
