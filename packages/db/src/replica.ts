import type { Database } from './database.js'
import type { Connections, DatabaseOptions } from './open-database.js'

/** A server that receives the writes of another one some time later. It is used for reads only. */
export interface Replica {
  /** False from a failure until the server responds again; it is asked in the background. */
  readonly isUsable: boolean
  /**
   * Returns a handle on which each statement and each transaction sees one snapshot, and runs only if `accepts` has accepted that
   * snapshot. Rejects if it does not, and within half of the timeout if the server does not respond.
   */
  readIf(accepts: (snapshot: Database) => Promise<boolean>): Database
  connections(): Connections
  close(): Promise<void>
}

export interface ReplicaOptions extends Pick<DatabaseOptions, 'poolMax' | 'timeout' | 'prepare'> {
  /** Called with each statement before it is sent. */
  readonly onQuery?: DatabaseOptions['onQuery']
  /** Called when each statement ends. */
  readonly onStatement?: DatabaseOptions['onStatement']
  /** Called when the server can be used: once it was reached, and after each failure. */
  readonly onUsable?: (() => void) | undefined
  /** Called with the reason when the server can no longer be used. */
  readonly onUnusable?: ((reason: unknown) => void) | undefined
}

/**
 * Opens the replica that `DATABASE_READ_URL` names: `postgres://…`. It is not used before it was reached, which the caller does not wait
 * for. Throws a TypeError for any other URL.
 */
export async function openReplica(url: string, options: ReplicaOptions = {}): Promise<Replica> {
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgres/open-replica.js')).openReplica(url, options)
  throw new TypeError('DATABASE_READ_URL must begin with postgres://')
}
