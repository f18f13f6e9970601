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

export function timeoutsOf(timeout: number): Timeouts {
  return {
    connect: timeout / 2,
    statement: timeout,
    server: {
      statement_timeout: Math.round(timeout * 0.9),
      lock_timeout: Math.round(timeout * 0.8),
      idle_in_transaction_session_timeout: timeout * 2,
    },
  }
}
