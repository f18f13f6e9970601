import pLimit, { type LimitFunction } from 'p-limit'
import { ServiceError } from './service-error.js'

/** Runs the changes of each user one after the other, independently of other users. */
export type UserQueue = <T>(userId: string, change: Change<T>, isLarge?: boolean) => Promise<T>

/** `hasWaited` is true if other changes ran first. */
type Change<T> = (hasWaited: boolean) => Promise<T>

/** Changes of one user that may wait. Each holds its input in memory, which can be a whole file if it is large. */
const maxWaiting = { usual: 256, large: 16 }

/**
 * The database serializes the changes of one user anyway. Waiting here needs no connection, so a user with many or slow changes
 * leaves the connections to others. Throws `unavailable` if too many changes wait.
 */
export function createUserQueue(): UserQueue {
  const queues = new Map<string, LimitFunction>()
  /** Changes that started on an empty queue. Most end before another one comes, and need none. */
  const running = new Map<string, Promise<unknown>>()

  function openQueue(userId: string): LimitFunction {
    const queue = pLimit(1)
    queues.set(userId, queue)
    void queue(() => running.get(userId)).catch(() => {}) // its own caller handles its failure
    return queue
  }

  async function enqueue<T>(userId: string, change: Change<T>, isLarge: boolean): Promise<T> {
    const queue = queues.get(userId) ?? openQueue(userId)
    if (queue.pendingCount >= maxWaiting[isLarge ? 'large' : 'usual'])
      throw new ServiceError('unavailable', 'Too many changes of this user are waiting: try again.')
    try {
      return await queue(change, true)
    } finally {
      // p-limit counts a change as active until the callbacks of its promise have run.
      setImmediate(() => {
        if (queue.activeCount + queue.pendingCount === 0 && queues.get(userId) === queue) queues.delete(userId)
      })
    }
  }

  return async (userId, change, isLarge = false) => {
    if (running.has(userId) || queues.has(userId)) return enqueue(userId, change, isLarge)
    const started = change(false)
    running.set(userId, started)
    try {
      return await started
    } finally {
      running.delete(userId)
    }
  }
}
