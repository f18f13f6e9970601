import type { UrlParameters } from '../database-url.js'

/** All in milliseconds. */
export interface Timeouts {
  /** Timeout for getting a free or a new connection. */
  readonly connect: number
  /** Timeout for the response to a statement, even if the server is unreachable. The connection is then dropped. 0 for none. */
  readonly statement: number
  /** Timeouts that the server enforces slightly earlier, so that the connection stays usable. */
  readonly server: ServerTimeouts
}

export interface ServerTimeouts {
  readonly statement_timeout: number
  readonly lock_timeout: number
  /** Ends the transaction of a process that hangs, and releases its locks. */
  readonly idle_in_transaction_session_timeout: number
}

/** Timeouts of a database URL, which take precedence. */
export interface GivenTimeouts {
  readonly connect: number | undefined
  readonly statement: number | undefined
  readonly server: Partial<ServerTimeouts>
}

export function timeoutsOf(timeout: number, given?: GivenTimeouts): Timeouts {
  const server = {
    statement_timeout: Math.round((given?.statement ?? timeout) * 0.9),
    lock_timeout: Math.round(timeout * 0.8),
    idle_in_transaction_session_timeout: timeout * 2,
    ...given?.server,
  }
  return {
    connect: given?.connect ?? timeout / 2,
    statement: given?.statement ?? Math.max(timeout, Math.round(server.statement_timeout / 0.9)),
    server,
  }
}

/** Reads the timeouts of a database URL. Getting a connection has one timeout, which includes waiting for a free one. */
export function givenTimeouts(parameters: UrlParameters): GivenTimeouts {
  const seconds = (name: string) => Number(parameters.get(name) ?? 0) * 1000
  const server = serverTimeouts.flatMap((name) => {
    const value = parameters.get(name)
    return value === undefined ? [] : [[name, toMilliseconds(value)]]
  })
  return {
    connect: Math.max(seconds('connect_timeout'), seconds('pool_timeout')) || undefined,
    statement: seconds('socket_timeout') || undefined,
    server: Object.fromEntries(server),
  }
}

const serverTimeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 }

/** Reads a duration as PostgreSQL does: in milliseconds unless it has a unit. */
function toMilliseconds(value: string): number {
  const [, number, unit = 'ms'] = /^(\d+)(ms|s|min)?$/.exec(value) ?? []
  return Number(number) * (units[unit] ?? 1)
}
