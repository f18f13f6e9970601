/** All in milliseconds. */
export interface Timeouts {
  /** The wait for a connection: for a free one, and for a new one to be made. */
  readonly patience: number
  /** In which the database must answer a statement, however that fails; else its connection is given up. 0: never. */
  readonly answer: number
  /** What the server itself enforces: a little sooner, for then the connection is kept. */
  readonly server: ServerTimeouts
}

export interface ServerTimeouts {
  readonly statement_timeout: number
  readonly lock_timeout: number
  /** A process that stands still must not hold its locks for ever. */
  readonly idle_in_transaction_session_timeout: number
}

export function timeoutsOf(timeout: number): Timeouts {
  return {
    patience: timeout / 2,
    answer: timeout,
    server: {
      statement_timeout: Math.round(timeout * 0.9),
      lock_timeout: Math.round(timeout * 0.8),
      idle_in_transaction_session_timeout: timeout * 2,
    },
  }
}
