import { ConnectionError } from '../errors.js'

/** Lets so many through at a time; the others wait in their order, and not for ever. */
export interface Gate {
  readonly used: number
  readonly waiting: number
  /** Undefined where a place is free, which is then taken. Rejects with POOL_TIMEOUT when none becomes free in time. */
  enter(): Promise<void> | undefined
  /** Gives a place back: to whoever waits longest. */
  leave(): void
  /** From then on nobody enters. Resolves once everybody has left. */
  close(): Promise<void>
}

interface Waiting {
  readonly admit: () => void
  readonly refuse: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

export function createGate(places: number, patience: number): Gate {
  const queue = new Set<Waiting>()
  let used = 0
  let emptied: (() => void) | undefined
  let closed = false

  function wait(): Promise<void> {
    return new Promise((admit, refuse) => {
      const timer = setTimeout(() => {
        queue.delete(waiting)
        refuse(new ConnectionError('POOL_TIMEOUT', `All ${places} connections were busy for ${patience} ms`))
      }, patience)
      const waiting = { admit, refuse, timer }
      queue.add(waiting)
    })
  }

  function next(): Waiting | undefined {
    for (const waiting of queue) {
      queue.delete(waiting)
      clearTimeout(waiting.timer)
      return waiting
    }
    return undefined
  }

  return {
    get used() {
      return used
    },
    get waiting() {
      return queue.size
    },
    enter() {
      if (closed) throw isClosed()
      if (used === places) return wait()
      used++
      return undefined
    },
    leave() {
      const waiting = next()
      if (waiting) return waiting.admit()
      used--
      if (used === 0) emptied?.()
    },
    async close() {
      closed = true
      for (let waiting = next(); waiting; waiting = next()) waiting.refuse(isClosed())
      if (used > 0) await new Promise<void>((resolve) => (emptied = resolve))
    },
  }
}

function isClosed(): ConnectionError {
  return new ConnectionError('POOL_CLOSED', 'The database was closed')
}
