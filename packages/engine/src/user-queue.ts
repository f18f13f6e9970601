import pLimit, { type LimitFunction } from 'p-limit'
import { ServiceError } from './service-error.js'

/** Runs the changes of each user one after the other, independently of other users. */
export type UserQueue = <T>(userId: string, change: Change<T>, size?: ChangeSize) => Promise<T>

/** A change whose input is a file holds it in memory while it waits. */
export type ChangeSize = 'usual' | 'file' | 'large-file'

/** `hasWaited` is true if other changes ran first. */
type Change<T> = (hasWaited: boolean) => Promise<T>

/** Changes of one user that may wait. */
const maxWaiting = { usual: 256, file: 16 }

/**
 * The database serializes the changes of one user anyway. Waiting here needs no connection, so a user with many or slow changes
 * leaves the connections to others. Throws `unavailable` if too many changes wait, and `rate_limited` for a large file while another one
 * of the user runs or waits.
 */
export function createUserQueue(): UserQueue {
  const queues = new Map<string, LimitFunction>()
  /** Changes that started without a queue. Most end before another change arrives, and need none. */
  const running = new Map<string, Promise<unknown>>()
  const withLargeFile = new Set<string>()

  function openQueue(userId: string): LimitFunction {
    const queue = pLimit(1)
    queues.set(userId, queue)
    void queue(() => running.get(userId)).catch(() => {}) // its own caller handles its failure
    return queue
  }

  async function enqueue<T>(userId: string, change: Change<T>, size: 'usual' | 'file'): Promise<T> {
    const queue = queues.get(userId) ?? openQueue(userId)
    if (queue.pendingCount >= maxWaiting[size])
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

  async function runLargeFile<T>(userId: string, change: Change<T>): Promise<T> {
    if (withLargeFile.has(userId))
      throw new ServiceError('rate_limited', 'Wait until your other large file has been imported.', { retryAfter: 5 })
    withLargeFile.add(userId)
    try {
      return await run(userId, change, 'file')
    } finally {
      withLargeFile.delete(userId)
    }
  }

  async function run<T>(userId: string, change: Change<T>, size: ChangeSize = 'usual'): Promise<T> {
    if (size === 'large-file') return runLargeFile(userId, change)
    if (running.has(userId) || queues.has(userId)) return enqueue(userId, change, size)
    const started = change(false)
    running.set(userId, started)
    try {
      return await started
    } finally {
      running.delete(userId)
    }
  }

  return run
}
