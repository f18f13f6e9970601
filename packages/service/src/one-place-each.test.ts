import { openDatabase, tasks } from '@taskpact/db'
import { and, eq, or, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { onePlaceEach } from './one-place-each.js'

let database: Awaited<ReturnType<typeof openDatabase>>
beforeAll(async () => {
  database = await openDatabase('pglite://memory')
  await database.migrate()
})
afterAll(() => database?.close())

const shape = (query: unknown) => query as { queryString: string; params: unknown[] }

it('sends a value once that a statement has several times', async () => {
  const name = sql`${sql.placeholder('name')}::text`
  const query = database.db
    .select({ first: sql`${name} || ${sql.placeholder('other')}::text`, again: sql`upper(${name})` })
    .from(sql`(values (1)) as one`)
    .prepare('one_place')

  onePlaceEach(query)

  expect(shape(query).params).toHaveLength(2)
  expect(await query.execute({ name: 'a', other: 'b' })).toEqual([{ first: 'ab', again: 'A' }])
})

it('keeps apart the values that are fixed', () => {
  const id = sql.placeholder('id')
  const query = database.db
    .select({ id: tasks.id })
    .from(tasks)
    .where(
      and(
        eq(tasks.userId, id),
        or(eq(tasks.userId, id), eq(tasks.title, id), eq(tasks.title, 'a'), eq(tasks.title, 'a')),
      ),
    )
    .prepare('places_apart')

  onePlaceEach(query)

  expect(shape(query).params).toHaveLength(3)
  expect(shape(query).queryString).toMatch(/\$1.*\$1.*\$1.*\$2.*\$3/)
})
