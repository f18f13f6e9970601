import { type OpenDatabase, openDatabase, tasks, userRevisions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodingOnce } from './decode-rows.js'
import { taskColumns } from './tasks/columns.js'

const at = '2026-11-23T09:30:00.120Z'
const task = { userId: 'ada', title: 'Buy "milk"', tags: ['a b', 'c\\d'], revision: 7, createdAt: at, updatedAt: at }

describe('a query that decodes its rows by a plan', () => {
  let database: TestDatabase
  let open: OpenDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    open = await openDatabase(database.url, { poolMax: 1 })
    await open.migrate()
    await open.db.insert(users).values(['ada', 'bob'].map((id) => ({ id, createdAt: at })))
    await open.db.insert(userRevisions).values(['ada', 'bob'].map((userId) => ({ userId })))
    await open.db.insert(tasks).values([
      { ...task, id: crypto.randomUUID(), priority: 2, dueDate: '2026-11-24', completedAt: at },
      { ...task, id: crypto.randomUUID(), revision: 8 },
    ])
  })
  afterAll(async () => {
    await open?.close()
    await database?.drop()
  })

  const page = () => open.db.select(taskColumns).from(tasks).where(eq(tasks.userId, userRevisions.userId)).as('page')
  const queries = {
    'of one table': () => open.db.select(taskColumns).from(tasks).orderBy(tasks.revision).prepare('one'),
    'of all its columns': () => open.db.select().from(tasks).orderBy(tasks.revision).prepare('all'),
    'of a table and what may be absent': () =>
      open.db
        .select()
        .from(userRevisions)
        .leftJoinLateral(page(), sql`true`)
        .orderBy(userRevisions.userId)
        .prepare('joined'),
    'of two tables': () =>
      open.db
        .select()
        .from(tasks)
        .innerJoin(users, eq(users.id, tasks.userId))
        .orderBy(tasks.revision)
        .prepare('inner'),
    'of a change': () => open.db.update(tasks).set({ title: 'Buy milk' }).returning(taskColumns).prepare('change'),
  }

  it.each(Object.entries(queries))('%s gives the rows that drizzle does', async (_, query) => {
    const expected = await query().execute()
    const rows = await decodingOnce(query()).execute()

    expect(expected.length).toBeGreaterThan(1)
    expect(rows).toEqual(expected)
    expect(JSON.stringify(rows)).toBe(JSON.stringify(expected))
  })

  it('of no rows is left as it is', async () => {
    const query = decodingOnce(open.db.update(users).set({ name: 'Ada' }).where(eq(users.id, 'ada')).prepare('none'))
    await query.execute()

    expect(await open.db.select({ name: users.name }).from(users).where(eq(users.id, 'ada'))).toEqual([{ name: 'Ada' }])
  })
})
