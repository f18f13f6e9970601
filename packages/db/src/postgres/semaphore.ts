import { ConnectionError } from '../errors.js'

/** Limits the number of concurrent holders of a permit. Other callers wait in order, up to a timeout. */
export interface Semaphore {
  readonly used: number
  readonly waiting: number
  /** Takes a permit: returns undefined if one is free, else a promise that rejects with POOL_TIMEOUT if none becomes free in time. */
  acquire(): Promise<void> | undefined
  /** Gives a permit to the caller that has waited longest, if any. */
  release(): void
  /** Rejects the waiting callers and all later ones. Resolves when all permits are released. */
  close(): Promise<void>
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

export function createSemaphore(permits: number, timeoutMs: number): Semaphore {
  const queue = new Set<Waiter>()
  let onEmpty: (() => void) | undefined
  let isClosed = false

  function wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.delete(waiter)
        reject(new ConnectionError('POOL_TIMEOUT', `All ${permits} connections were busy for ${timeoutMs} ms`))
      }, timeoutMs)
      const waiter = { resolve, reject, timer }
      queue.add(waiter)
    })
  }

  function next(): Waiter | undefined {
    for (const waiter of queue) {
      queue.delete(waiter)
      clearTimeout(waiter.timer)
      return waiter
    }
    return undefined
  }

  const semaphore = {
    used: 0,
    get waiting() {
      return queue.size
    },
    acquire() {
      if (isClosed) throw closed()
      if (semaphore.used === permits) return wait()
      semaphore.used++
      return undefined
    },
    release() {
      if (queue.size > 0) return next()?.resolve()
      semaphore.used--
      if (semaphore.used === 0) onEmpty?.()
    },
    async close() {
      isClosed = true
      for (let waiter = next(); waiter; waiter = next()) waiter.reject(closed())
      if (semaphore.used > 0) await new Promise<void>((resolve) => (onEmpty = resolve))
    },
  }
  return semaphore
}

function closed(): ConnectionError {
  return new ConnectionError('POOL_CLOSED', 'The database was closed')
}
