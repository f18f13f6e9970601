import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Database } from '../src/index.js'

/** Applies the first migrations as the migrator did when there were only so many. */
export async function applyMigrations(db: Database, count: number): Promise<void> {
  const folder = new URL('../migrations/', import.meta.url)
  const { entries } = JSON.parse(await readFile(new URL('meta/_journal.json', folder), 'utf8'))
  await db.execute(sql.raw('create schema drizzle'))
  await db.execute(
    sql.raw('create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)'),
  )
  for (const { tag, when } of entries.slice(0, count)) {
    const migration = await readFile(new URL(`${tag}.sql`, folder), 'utf8')
    for (const statement of migration.split('--> statement-breakpoint')) await db.execute(sql.raw(statement))
    await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${tag}, ${when})`)
  }
}
