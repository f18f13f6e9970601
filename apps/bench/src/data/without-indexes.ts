import type postgres from 'postgres'

/** Runs a function while a table has no indexes and constraints, then recreates them. Inserting many rows is much faster. */
export async function withoutIndexes(
  sql: postgres.TransactionSql,
  table: string,
  run: () => Promise<void>,
): Promise<void> {
  const constraints = await sql<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = ${table}::regclass and contype in ('p', 'f', 'u')`
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = ${table}::regclass and not exists (select from pg_constraint where conindid = indexrelid)`

  for (const { name } of constraints) await sql`alter table ${sql(table)} drop constraint ${sql(name)}`
  for (const { name } of indexes) await sql`drop index ${sql(name)}`
  await run()
  for (const { definition } of indexes) await sql.unsafe(definition)
  for (const { name, definition } of constraints) {
    await sql`alter table ${sql(table)} add constraint ${sql(name)} ${sql.unsafe(definition)}`
  }
}
