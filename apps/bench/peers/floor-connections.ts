import postgres from 'postgres'
import { fromTexts, toTexts, toTimestamp } from './floor-values.js'
import type { Opening } from './shared/columns.js'

export type Row = readonly unknown[]

export interface Connections {
  /** Sends one prepared statement, pipelined with others. Rows are arrays. */
  query(text: string, values: readonly unknown[]): Promise<readonly Row[]>
  /** Sends a statement whose plan depends on its values, alone on a connection. */
  queryUnprepared(text: string, values: readonly unknown[]): Promise<readonly Row[]>
  /** Runs `work` in a transaction. Its statements are sent with `begin`, or with `commit`, unless `work` awaits them. */
  transaction<T>(run: (query: Connections['query']) => Promise<T>): Promise<T>
}

interface Connection {
  readonly sql: postgres.Sql
  inFlight: number
  isReserved: boolean
}

/** Statements in flight on a connection, as in the pool of Taskpact. */
const maxInFlight = 8

/**
 * Connections of postgres.js, each a client of its own. The statements of one turn of the event loop share a connection, so that one
 * system call sends them and one receives their results. The pool of postgres.js spreads them over its connections instead, which
 * costs system calls for each statement.
 */
export function openConnections({ databaseUrl, poolMax }: Opening): Connections {
  const all = Array.from(
    { length: poolMax },
    (): Connection => ({ sql: connect(databaseUrl), inFlight: 0, isReserved: false }),
  )
  const waiting: ((connection: Connection) => void)[] = []
  let latest: Connection | undefined

  function leastUsed(): Connection | undefined {
    let best: Connection | undefined
    for (const one of all) if (!one.isReserved && (!best || one.inFlight < best.inFlight)) best = one
    return best
  }

  function shared(): Connection | Promise<Connection> {
    if (latest && !latest.isReserved && latest.inFlight < maxInFlight) return latest
    const one = leastUsed()
    if (!one)
      return reserve().then((free) => {
        release(free)
        return free
      })
    if (!latest) setImmediate(() => (latest = undefined))
    latest = one
    return one
  }

  function reserve(): Promise<Connection> {
    const free = all.find((one) => one.inFlight === 0 && !one.isReserved)
    if (!free) return new Promise((resolve) => waiting.push(resolve))
    free.isReserved = true
    return Promise.resolve(free)
  }

  function release(connection: Connection): void {
    const next = connection.inFlight === 0 ? waiting.shift() : undefined
    connection.isReserved = next !== undefined
    next?.(connection)
  }

  async function queryOn(connection: Connection, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    connection.inFlight++
    try {
      return await send(connection, text, values)
    } finally {
      connection.inFlight--
      if (connection.inFlight === 0 && !connection.isReserved && waiting.length > 0) release(connection)
    }
  }

  async function alone<T>(run: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await reserve()
    try {
      return await run(connection)
    } finally {
      release(connection)
    }
  }

  return {
    query(text, values) {
      const connection = shared()
      return connection instanceof Promise
        ? connection.then((one) => queryOn(one, text, values))
        : queryOn(connection, text, values)
    },
    queryUnprepared: (text, values) => alone((connection) => send(connection, text, values, false)),
    transaction: (run) =>
      alone(async (connection) => {
        const begun = send(connection, 'begin', [])
        begun.catch(() => {}) // awaited with the commit
        try {
          const result = await run((text, values) => send(connection, text, values))
          await Promise.all([begun, send(connection, 'commit', [])])
          return result
        } catch (error) {
          await send(connection, 'rollback', [])
          throw error
        }
      }),
  }
}

function send({ sql }: Connection, text: string, values: readonly unknown[], prepare = true): Promise<readonly Row[]> {
  return sql.unsafe(text, values as never[], { prepare }).values() as Promise<readonly Row[]>
}

/** The values that the statements return, by their types in PostgreSQL; `text[]` has the type 1009. */
function connect(databaseUrl: string): postgres.Sql {
  const asText = (text: string) => text
  return postgres(databaseUrl, {
    max: 1,
    fetch_types: false,
    connection: { TimeZone: 'UTC', DateStyle: 'ISO' },
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      day: { to: 1082, from: [1082], parse: asText, serialize: asText },
      timestamp: { to: 1184, from: [1184], parse: toTimestamp, serialize: asText },
      texts: { to: 1009, from: [1009], parse: toTexts, serialize: fromTexts },
    },
  }) as unknown as postgres.Sql
}
