import type { Database } from './database.js'
import type { Check } from './readiness.js'
import type { OnStatement } from './told.js'

export interface OpenDatabase {
  readonly db: Database
  /** Brings the tables up to date. Safe to call from several processes at once: one migrates, the others wait. */
  migrate(): Promise<void>
  /** Whether the database can be used; within so many milliseconds, and never rejecting. */
  readonly check: Check
  /** How many connections are in use just now, and how many callers wait for one. */
  connections(): Connections
  close(): Promise<void>
}

export interface Connections {
  readonly max: number
  readonly used: number
  readonly waiting: number
}

export interface DatabaseOptions {
  /** Connections of this process at most; PGlite has one. */
  readonly poolMax?: number | undefined
  /** Milliseconds in which a statement must be answered; half of them for a connection to be free, or made. Of no meaning to PGlite. */
  readonly timeout?: number | undefined
  /** Whether statements are prepared by name. Default: as the address implies, for not every pooler can. */
  readonly prepare?: boolean | undefined
  /** Is told of each statement before it is sent. */
  readonly onQuery?: ((statement: string, parameters: unknown[]) => void) | undefined
  /** Is told of each statement when it ends. */
  readonly onStatement?: OnStatement | undefined
}

/**
 * Opens what `DATABASE_URL` names: `pglite://FOLDER`, `pglite://memory` or `postgres://…`.
 * PostgreSQL is connected to by the first query, so a wrong address shows then. Where it is out of reach, statements fail
 * within `timeout`, and succeed again once it is back.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<OpenDatabase> {
  // Each is loaded where it is used: PGlite takes memory even while it does nothing.
  const embedded = /^pglite:\/\/(.+)$/.exec(url)?.[1]
  if (embedded) return (await import('./open-embedded.js')).openEmbedded(embedded, options)
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgres/open-postgres.js')).openPostgres(url, options)
  throw new TypeError('DATABASE_URL must begin with pglite:// or postgres://')
}
