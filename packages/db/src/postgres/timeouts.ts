/** All in milliseconds. */
export interface Timeouts {
  /** For getting a connection: a free one, or a new one. */
  readonly connect: number
  /** For the response to a statement, even from a server that is out of reach. Then the connection is dropped. 0: none. */
  readonly statement: number
  /** Enforced by the server, a little earlier, so that the connection is kept. */
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
