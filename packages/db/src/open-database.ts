import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { type Logger, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { claimFolder } from './claim-folder.js'
import * as schema from './schema.js'

/** A pool or a running transaction: the queries are the same on PGlite and on PostgreSQL. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>

export interface OpenDatabase {
  readonly db: Database
  /** Brings the tables up to date. Safe to call from several processes at once: one migrates, the others wait. */
  migrate(): Promise<void>
  check(ms: number): Promise<'ready' | 'unreachable' | 'outdated'>
  connections(): { max: number; used: number; waiting: number }
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Connections of this process at most; PGlite has one. */
  readonly poolMax?: number
  readonly timeout?: number
  readonly prepare?: boolean | undefined
  readonly onStatement?: (facts: { ms: number; failed: boolean }) => void
  /** Is told of each statement before it is sent. */
  readonly onQuery?: (statement: string, parameters: unknown[]) => void
}

/**
 * Opens what `DATABASE_URL` names: `pglite://FOLDER`, `pglite://memory` or `postgres://…`.
 * PostgreSQL is connected to by the first query, so a wrong address shows then.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<OpenDatabase> {
  const { poolMax = 10, onQuery } = options
  const logger = onQuery ? { logQuery: onQuery } : false
  const embedded = /^pglite:\/\/(.+)$/.exec(url)?.[1]
  if (embedded) return openEmbedded(embedded, logger)
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, poolMax, logger)
  throw new TypeError('DATABASE_URL must begin with pglite:// or postgres://')
}

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

async function openEmbedded(folder: string, logger: Logger | false): Promise<OpenDatabase> {
  const inMemory = folder === 'memory'
  if (!inMemory) await mkdir(folder, { recursive: true })
  const release = inMemory ? undefined : await claimFolder(folder)
  const client = await PGlite.create({ dataDir: inMemory ? 'memory://' : folder, extensions: { btree_gin, pg_trgm } })
  const db = drizzlePglite({ client, schema, logger })
  return {
    db,
    check: async () => 'ready',
    connections: () => ({ max: 1, used: 0, waiting: 0 }),
    migrate: () => migratePglite(db, { migrationsFolder }),
    async close() {
      await client.close()
      await release?.()
    },
  }
}

/** Any number that all our processes agree on. */
const migrationLock = 7_236_501

function openPostgres(url: string, poolMax: number, logger: Logger | false): OpenDatabase {
  const client = connect(url, poolMax)
  return {
    db: drizzlePostgres({ client, schema, logger }),
    check: async () => 'ready',
    connections: () => ({ max: 1, used: 0, waiting: 0 }),
    /** One connection holds the lock in a transaction, so that it works through a pooler too; the other migrates. */
    async migrate() {
      const two = connect(url, 2)
      const db = drizzlePostgres({ client: two })
      try {
        await db.transaction(async (lock) => {
          await lock.execute(sql`select pg_advisory_xact_lock(${migrationLock})`)
          await migratePostgres(db, { migrationsFolder })
        })
      } finally {
        await two.end()
      }
    },
    close: () => client.end({ timeout: 5 }),
  }
}

function connect(url: string, max: number) {
  return postgres(url.replace(/(?<=[?&])timezone=[^&]*/i, ''), {
    max,
    onnotice: () => {},
    // How moments are written in text goes by these; a setting in the address would overrule them.
    connection: { application_name: 'taskpact', TimeZone: 'UTC', DateStyle: 'ISO' },
  })
}
