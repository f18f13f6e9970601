import { and, eq, or, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../open-database.js'
import { tasks } from '../schema/index.js'
import { compile } from './compile.js'
import { compiledQuery } from './compiled-query.js'

let database: Awaited<ReturnType<typeof openDatabase>>
beforeAll(async () => {
  database = await openDatabase('pglite://memory')
  await database.migrate()
})
afterAll(() => database?.close())

it('sends a value once that a statement mentions several times', async () => {
  const name = sql`${sql.placeholder('name')}::text`
  const query = compiledQuery({
    name: 'merged',
    build: (db) =>
      db
        .select({
          first: sql<string>`${name} || ${sql.placeholder('other')}::text`,
          again: sql<string>`upper(${name})`,
        })
        .from(sql`(values (1)) as one`),
  })
  const statement = compile({ name: 'merged', build: () => sql`select ${name}, ${sql.placeholder('other')}, ${name}` })

  expect(statement.encode({ name: 'a', other: 'b' })).toEqual(['a', 'b'])
  expect(await query(database.db, { name: 'a', other: 'b' })).toEqual([{ first: 'ab', again: 'A' }])
})

it('keeps fixed values apart', () => {
  const id = sql.placeholder('id')
  const { sql: text, encode } = compile({
    name: 'apart',
    build: (db) =>
      db
        .select({ id: tasks.id })
        .from(tasks)
        .where(
          and(
            eq(tasks.userId, id),
            or(eq(tasks.userId, id), eq(tasks.title, id), eq(tasks.title, 'a'), eq(tasks.title, 'a')),
          ),
        ),
  })

  expect(encode({ id: 'ada' })).toHaveLength(3)
  expect(text).toMatch(/\$1.*\$1.*\$1.*\$2.*\$3/)
})
