import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** The timestamp of the newest migration of this build, which a migrated database stores. */
export function newestMigration(): number {
  return Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis))
}

/** Reads the newest migration of a database, whether it accepts writes, and whether it is the coordinator of a Citus cluster. */
export const statusQuery = `select max(created_at)::text as newest, current_setting('transaction_read_only') as read_only,
    exists (select from pg_extension where extname = 'citus') as is_cluster
  from drizzle.__drizzle_migrations`
