import { setTimeout as delay } from 'node:timers/promises'
import { isConnectionLost, mayConnectLater } from '../errors.js'
import type { Connection } from './connection.js'
import { createGate } from './gate.js'

export interface Pool {
  readonly used: number
  readonly waiting: number
  /** Does work with a connection that nobody else has meanwhile. Nothing was sent where it rejects before the work began. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Sends one statement, which should be a quick one: while all connections are in use, behind others that were sent so. */
  share<T>(send: (connection: Connection) => Promise<T>): Promise<T>
  /** Waits for what is under way, but not for long: then that is broken off. */
  close(): Promise<void>
}

export interface PoolOptions {
  readonly max: number
  /** Milliseconds to wait for a connection. */
  readonly patience: number
  /** Opens one within so many milliseconds; `onOver` is to be called when it is lost. */
  readonly open: (patience: number, onOver: (connection: Connection) => void) => Promise<Connection>
}

/**
 * A connection that single statements share: the server answers them in their order, and several go by one call of the system
 * each way, which otherwise takes half of the processor time of a read.
 */
interface Ride {
  readonly connection: Connection
  riders: number
  /**
   * On the clock of `performance.now()`. Nobody else joins then: those before could wait for a lock, and whoever wants the
   * connection for a transaction would wait for ever.
   */
  readonly until: number
}

/** How many statements may be on a ride at a time, and for how many milliseconds others join. */
const ride = { riders: 8, ms: 5 }

/** Connections to one database: so many at most, each with one user at a time, or with some quick statements. */
export function createPool({ max, patience, open }: PoolOptions): Pool {
  const gate = createGate(max, patience)
  const all = new Set<Connection>()
  const idle: Connection[] = []
  const rides: Ride[] = []
  /** The one that was joined last in this turn of the event loop. */
  let latest: Ride | undefined
  let isClosed = false

  async function connect(until: number): Promise<Connection> {
    for (let wait = 25; ; wait = Math.min(wait * 2, 250)) {
      try {
        const connection = await open(until - performance.now(), forget)
        all.add(connection)
        return connection
      } catch (error) {
        const { cause = error } = error as Error
        if (!mayConnectLater(cause) || performance.now() + wait >= until || isClosed) throw error
        await delay(wait)
      }
    }
  }

  function forget(connection: Connection): void {
    all.delete(connection)
    const index = idle.indexOf(connection)
    if (index >= 0) idle.splice(index, 1)
  }

  /** Where one connection was lost, those that lie idle are probably dead too, and would each cost a statement. */
  function dropIdle(): void {
    for (const connection of idle.splice(0)) connection.drop()
  }

  function putBack(connection: Connection): void {
    if (connection.isOver) dropIdle()
    else if (isClosed || performance.now() > connection.bestBefore) void connection.end()
    else idle.push(connection)
  }

  async function acquire(): Promise<Connection> {
    const until = performance.now() + patience
    await gate.enter()
    try {
      return idle.pop() ?? (await connect(until))
    } catch (error) {
      gate.leave()
      throw error
    }
  }

  function release(connection: Connection): void {
    putBack(connection)
    gate.leave()
  }

  /** At once where a connection lies idle, so that what comes in the same moment can join. */
  function begin(): Ride | Promise<Ride> {
    if (gate.used === max || idle.length === 0) return acquire().then(rideOn)
    void gate.enter()
    return rideOn(idle.pop() as Connection)
  }

  function rideOn(connection: Connection): Ride {
    const begun = { connection, riders: 1, until: performance.now() + ride.ms }
    rides.push(begun)
    return begun
  }

  /** Those that come in one turn of the event loop join the same, for they go by one call then: an update took 8 % less. */
  function join(): Ride | undefined {
    if (gate.used < max) return undefined
    const now = performance.now()
    const one = latest && mayBeJoined(latest, now) ? latest : emptiest(now)
    if (!one) return undefined
    one.riders++
    if (!latest) setImmediate(() => (latest = undefined))
    latest = one
    return one
  }

  function emptiest(now: number): Ride | undefined {
    let best: Ride | undefined
    for (const one of rides) {
      if (mayBeJoined(one, now) && one.riders < (best?.riders ?? ride.riders)) best = one
    }
    return best
  }

  return {
    get used() {
      return gate.used
    },
    get waiting() {
      return gate.waiting
    },
    async use(work) {
      const connection = await acquire()
      try {
        return await work(connection)
      } finally {
        release(connection)
      }
    },
    async share(send) {
      const found = join() ?? begin()
      const one = found instanceof Promise ? await found : found
      try {
        return await send(one.connection)
      } catch (error) {
        // The server tells it to one of them; for the others, and for whoever would join, there is nothing to wait for.
        if (isConnectionLost(error)) one.connection.drop()
        throw error
      } finally {
        one.riders--
        if (one.riders === 0) {
          rides.splice(rides.indexOf(one), 1)
          release(one.connection)
        }
      }
    },
    async close() {
      isClosed = true
      await Promise.race([gate.close(), delay(5000, undefined, { ref: false })])
      await Promise.all(idle.splice(0).map((connection) => connection.end()))
      for (const connection of all) connection.drop()
    },
  }
}

function mayBeJoined({ riders, until, connection }: Ride, now: number): boolean {
  return riders > 0 && riders < ride.riders && now < until && !connection.isOver
}
