import { sql } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../open-database.js'
import { createTestDatabase, type TestDatabase } from '../testing.js'
import { compiledQuery } from './compiled-query.js'

let made: TestDatabase
let database: OpenDatabase
afterEach(async () => {
  await database?.close()
  await made?.drop()
})

const kept = async (options?: { prepare: boolean }) => {
  made = await createTestDatabase()
  database = await openDatabase(made.url, { poolMax: 1, ...options })
  const one = (name: string, prepare?: boolean) =>
    compiledQuery({
      name,
      build: () => sql`select ${sql.placeholder('n')}::int as ${sql.identifier(name)}`,
      ...(prepare === undefined ? {} : { prepare }),
    })
  await one('prepared_one')(database.db, { n: 1 })
  await one('unprepared_one', false)(database.db, { n: 1 })
  const rows = compiledQuery({
    name: 'statements',
    build: () =>
      sql<{ statement: string }>`select statement from pg_prepared_statements where statement like '%\\_one%'`,
    prepare: false,
  })
  return (await rows(database.db)).map(({ statement }) => statement)
}

it('lets the server keep a statement, unless the query or the database forbids it', async () => {
  expect(await kept()).toEqual([expect.stringContaining('"prepared_one"')])
})

it('keeps none behind a pooler', async () => {
  expect(await kept({ prepare: false })).toEqual([])
})
