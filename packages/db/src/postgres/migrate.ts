import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { isContention } from '../errors.js'

/** Any number that all our processes agree on. */
const migrationLock = 7_236_501

/** Seconds before it is tried again. */
const waits = [0.5, 1, 2, 4, 8]

export interface MigrateOptions {
  /** Whose statements may take as long as they must. */
  readonly client: Parameters<typeof drizzle>[0]
  readonly migrationsFolder: string
  /** In milliseconds. */
  readonly lockTimeout: number
}

/**
 * Applies in one transaction what is missing; of several processes one does, the others wait. Whoever wants a table while a
 * migration waits for it waits as well: so it gives up soon where a long transaction holds that table, lets all pass, and
 * comes back.
 */
export async function migratePatiently({ client, migrationsFolder, lockTimeout }: MigrateOptions): Promise<void> {
  const db = drizzle({ client } as { client: never })
  const attempt = () =>
    db.transaction(async (transaction) => {
      await transaction.execute(
        sql.raw(`set local statement_timeout = 0; set local lock_timeout = 0;
          select pg_advisory_xact_lock(${migrationLock});
          set local lock_timeout = ${lockTimeout}`),
      )
      await migrate(transaction as unknown as PostgresJsDatabase, { migrationsFolder }) // it asks for no more than that
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
