import { setTimeout as delay } from 'node:timers/promises'
import { isConnectionLost, mayConnectLater } from '../errors.js'
import type { Connection } from './connection.js'
import { createPipelines, type PipelinedConnection } from './pipelines.js'
import { createSemaphore } from './semaphore.js'
import type { Rows, Statement } from './statement.js'

export interface Pool {
  readonly used: number
  readonly waiting: number
  /** Gives `work` a connection of its own. If it rejects before `work` is called, nothing was sent. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * Runs a statement that should be quick. It is pipelined behind other such statements of the same turn of the event loop, or if all
   * connections are in use.
   */
  pipeline(statement: Statement): Promise<Rows>
  /** Waits up to 5 s for running statements and transactions, then drops all connections. */
  close(): Promise<void>
}

export interface PoolOptions {
  readonly max: number
  /** Milliseconds to get a connection. */
  readonly connectTimeout: number
  /** Whether to try again until the timeout if a server that cannot be reached may become reachable. Default: true. */
  readonly reconnects?: boolean
  /** Opens a connection within `timeoutMs`, and calls `onClosed` when it is closed. */
  readonly open: (timeoutMs: number, onClosed: (connection: Connection) => void) => Promise<Connection>
}

/** Creates a pool of up to `max` connections to one database. */
export function createPool({ max, connectTimeout, reconnects = true, open }: PoolOptions): Pool {
  const semaphore = createSemaphore(max, connectTimeout)
  const pipelines = createPipelines()
  const all = new Set<Connection>()
  const idle: Connection[] = []
  let isClosed = false

  async function connect(deadline: number): Promise<Connection> {
    for (let wait = 25; ; wait = Math.min(wait * 2, 250)) {
      try {
        const connection = await open(deadline - performance.now(), forget)
        all.add(connection)
        return connection
      } catch (error) {
        const { cause = error } = error as Error
        if (!reconnects || !mayConnectLater(cause) || performance.now() + wait >= deadline || isClosed) throw error
        await delay(wait)
      }
    }
  }

  function forget(connection: Connection): void {
    all.delete(connection)
    const index = idle.indexOf(connection)
    if (index >= 0) idle.splice(index, 1)
  }

  async function acquire(): Promise<Connection> {
    const deadline = performance.now() + connectTimeout
    await semaphore.acquire()
    try {
      return idle.pop() ?? (await connect(deadline))
    } catch (error) {
      semaphore.release()
      throw error
    }
  }

  function release(connection: Connection): void {
    // If one was lost, the idle ones probably are too, and each would cost a statement.
    if (connection.isClosed) for (const other of idle.splice(0)) other.drop()
    else if (isClosed || performance.now() > connection.replaceAfter) void connection.end()
    else idle.push(connection)
    semaphore.release()
  }

  /** Synchronous if a connection is idle, so that statements of the same turn of the event loop can join. */
  function startPipeline(): PipelinedConnection | Promise<PipelinedConnection> {
    if (semaphore.used === max || idle.length === 0) return acquire().then(pipelines.start)
    void semaphore.acquire()
    return pipelines.start(idle.pop() as Connection)
  }

  return {
    get used() {
      return semaphore.used
    },
    get waiting() {
      return semaphore.waiting
    },
    async use(work) {
      const connection = await acquire()
      try {
        return await work(connection)
      } finally {
        release(connection)
      }
    },
    async pipeline(statement) {
      const found = pipelines.joinNew() || (semaphore.used === max && pipelines.join()) || startPipeline()
      const pipeline = found instanceof Promise ? await found : found
      const { connection } = pipeline
      try {
        return await connection.run(statement)
      } catch (error) {
        // The server reports the loss to one statement only; the others need not wait for their timeout.
        if (isConnectionLost(error)) connection.drop()
        throw error
      } finally {
        if (pipelines.leave(pipeline)) release(connection)
      }
    },
    async close() {
      isClosed = true
      await Promise.race([semaphore.close(), delay(5000, undefined, { ref: false })])
      await Promise.all(idle.splice(0).map((connection) => connection.end()))
      for (const connection of all) connection.drop()
    },
  }
}
