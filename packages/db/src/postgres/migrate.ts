import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { isContention } from '../errors.js'

/** An arbitrary key, the same in all processes. */
const migrationLock = 7_236_501

/** Seconds between attempts. */
const waits = [0.5, 1, 2, 4, 8]

export interface MigrateOptions {
  /** A client without statement timeouts. */
  readonly client: Parameters<typeof drizzle>[0]
  readonly migrationsFolder: string
  /** In milliseconds. */
  readonly lockTimeout: number
}

/**
 * Applies missing migrations in one transaction. Of several processes one migrates, the others wait. While a migration waits
 * for a table, every request for that table waits behind it, so it gives up after `lockTimeout` and tries again later. On Citus, one transaction
 * can change several tables that refer to each other only in the sequential mode; PostgreSQL ignores it.
 */
export async function migrateWithRetries({ client, migrationsFolder, lockTimeout }: MigrateOptions): Promise<void> {
  const db = drizzle({ client } as { client: never })
  const attempt = () =>
    db.transaction(async (transaction) => {
      await transaction.execute(
        sql.raw(`set local statement_timeout = 0; set local lock_timeout = 0;
          select pg_advisory_xact_lock(${migrationLock});
          set local lock_timeout = ${lockTimeout};
          set local citus.multi_shard_modify_mode = 'sequential'`),
      )
      await migrate(transaction as unknown as PostgresJsDatabase, { migrationsFolder }) // Drizzle uses no other members
    })
  for (const wait of waits) {
    try {
      return await attempt()
    } catch (error) {
      if (!isContention(error)) throw error
    }
    await delay(wait * 1000)
  }
  return attempt()
}
