import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** When the newest migration of this build was made: by that the database remembers it. */
export function newestMigration(): number {
  return Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis))
}

/** What tells of the newest migration that a database has, and whether it takes changes. */
export const sightOf = `select max(created_at)::text as newest, current_setting('transaction_read_only') as read_only
  from drizzle.__drizzle_migrations`
