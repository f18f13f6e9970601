import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** When the newest migration of this build was made: by that the database remembers it. */
export function newestMigration(): number {
  return Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis))
}

/** What tells of the newest migration that a database has. */
export const newestApplied = 'select max(created_at)::text as newest from drizzle.__drizzle_migrations'
