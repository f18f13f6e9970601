import type { Database } from './database.js'
import type { History, HistoryObserver } from './history.js'
import type { Check } from './readiness.js'
import type { OnStatement } from './with-timing.js'

export interface OpenDatabase {
  readonly db: Database
  /** Applies missing migrations. Safe to call from several processes at once: one migrates, the others wait. */
  migrate(): Promise<void>
  /**
   * Distributes the tables over the nodes of a Citus cluster, and resolves to a sentence for each thing done: none if they are. No server may
   * write meanwhile. Rejects with a TypeError for any other database.
   */
  distribute(): Promise<readonly string[]>
  /** Resolves within the given milliseconds to whether the database can be used; never rejects. */
  readonly check: Check
  readonly history: History
  /** Sends a text of at most 7900 bytes to the processes that listen (`openNotifications`). An embedded database has none: does nothing. */
  notify(text: string): Promise<void>
  connections(): Connections
  close(): Promise<void>
}

/** Connections in use, and callers that wait for one. */
export interface Connections {
  readonly max: number
  readonly used: number
  readonly waiting: number
}

export interface DatabaseOptions extends HistoryObserver {
  /** Maximum number of connections. Default: 10; PGlite has one. */
  readonly poolMax?: number | undefined
  /** Statement timeout in milliseconds. Getting a connection times out after half of it. Default: 5000; PGlite has none. */
  readonly timeout?: number | undefined
  /** Whether to use named prepared statements. Default: `true`, or `false` if the URL names a transaction pooler. */
  readonly prepare?: boolean | undefined
  /** Called with each statement before it is sent. */
  readonly onQuery?: ((statement: string, parameters: unknown[]) => void) | undefined
  /** Called when each statement ends, in the async context of its caller. */
  readonly onStatement?: OnStatement | undefined
}

/**
 * Opens the database that `DATABASE_URL` names: `pglite://FOLDER`, `pglite://memory` or `postgres://…`. Connects to PostgreSQL
 * with the first statement. While the server is out of reach, statements fail within `timeout`. Throws a TypeError for any
 * other URL.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<OpenDatabase> {
  // Imported on demand, because PGlite takes memory even if it is not used.
  const embedded = /^pglite:\/\/(.+)$/.exec(url)?.[1]
  if (embedded) return (await import('./open-embedded.js')).openEmbedded(embedded, options)
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgres/open-postgres.js')).openPostgres(url, options)
  throw new TypeError('DATABASE_URL must begin with pglite:// or postgres://')
}
