import pLimit, { type LimitFunction } from 'p-limit'
import { ServiceError } from './service-error.js'

/** Makes changes of one user wait for each other, apart from those of others. */
export type Turns = <T>(userId: string, change: () => Promise<T>, isLarge?: boolean) => Promise<T>

/** Changes of one user that may wait: each holds its input, which of a large one is a whole file. */
const longest = { usual: 256, large: 16 }

/**
 * The database makes changes of one user one after the other anyway. To wait here takes no connection, so that who makes
 * many, or a long one, leaves the connections to others. Throws `unavailable` where too many wait.
 */
export function createTurns(): Turns {
  const turns = new Map<string, LimitFunction>()
  /** Changes that began while nobody waited: most of them end so, and need no queue. */
  const alone = new Map<string, Promise<unknown>>()

  function begin(userId: string): LimitFunction {
    const turn = pLimit(1)
    turns.set(userId, turn)
    void turn(() => alone.get(userId)).catch(() => {}) // it is for whoever made that change to hear how it ends
    return turn
  }

  async function wait<T>(userId: string, change: () => Promise<T>, isLarge: boolean): Promise<T> {
    const turn = turns.get(userId) ?? begin(userId)
    if (turn.pendingCount >= longest[isLarge ? 'large' : 'usual'])
      throw new ServiceError('unavailable', 'Too many changes wait: try again.')
    try {
      return await turn(change)
    } finally {
      // p-limit counts a change as active until those who wait for it were told.
      setImmediate(() => {
        if (turn.activeCount + turn.pendingCount === 0 && turns.get(userId) === turn) turns.delete(userId)
      })
    }
  }

  return async (userId, change, isLarge = false) => {
    if (alone.has(userId) || turns.has(userId)) return wait(userId, change, isLarge)
    const begun = change()
    alone.set(userId, begun)
    try {
      return await begun
    } finally {
      alone.delete(userId)
    }
  }
}
