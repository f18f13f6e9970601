import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../database.js'
import { type OpenDatabase, openDatabase } from '../open-database.js'
import { tasks, userRevisions, users } from '../schema/index.js'
import { createTestDatabase, type TestDatabase } from '../testing.js'
import { compiledQuery } from './compiled-query.js'

const at = '2026-11-23T09:30:00.120Z'
const task = { userId: 'ada', title: 'Buy "milk"', tags: ['a b', 'c\\d'], revision: 7, createdAt: at, updatedAt: at }

/** Columns, computed values and values with a decoder of their own. */
const selection = {
  id: tasks.id,
  userId: tasks.userId,
  title: tasks.title,
  description: tasks.description,
  completed: sql<boolean>`${tasks.completedAt} is not null`.as('completed'),
  completedAt: tasks.completedAt,
  priority: sql`${tasks.priority}`.mapWith((rank: unknown) => `priority ${rank}`).as('priority'),
  tags: tasks.tags,
  dueDate: tasks.dueDate,
  dueAt: tasks.dueAt,
  deletedAt: tasks.deletedAt,
  revision: tasks.revision,
  createdAt: tasks.createdAt,
  updatedAt: tasks.updatedAt,
}

describe('the rows of a compiled query', () => {
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

  const page = (db: Database) =>
    db.select(selection).from(tasks).where(eq(tasks.userId, userRevisions.userId)).as('page')
  const queries = {
    'of one table': (db: Database) => db.select(selection).from(tasks).orderBy(tasks.revision),
    'of all columns of a table': (db: Database) => db.select().from(tasks).orderBy(tasks.revision),
    'of a left join': (db: Database) =>
      db.select().from(userRevisions).leftJoinLateral(page(db), sql`true`).orderBy(userRevisions.userId),
    'of an inner join': (db: Database) =>
      db.select().from(tasks).innerJoin(users, eq(users.id, tasks.userId)).orderBy(tasks.revision),
    'of an update': (db: Database) => db.update(tasks).set({ title: 'Buy milk' }).returning(selection),
  }

  it.each(Object.entries(queries))('%s equal the rows that drizzle returns', async (_, build) => {
    const expected: unknown[] = await build(open.db).prepare('expected').execute()
    const rows: unknown[] = await compiledQuery<{ prepare(name: string): unknown }>({ name: 'rows', build })(open.db)

    expect(expected.length).toBeGreaterThan(1)
    expect(rows).toEqual(expected)
    expect(JSON.stringify(rows)).toBe(JSON.stringify(expected))
  })

  it('are empty if the statement returns none', async () => {
    const rename = compiledQuery({
      name: 'user_rename',
      build: (db) => db.update(users).set({ name: 'Ada' }).where(eq(users.id, 'ada')),
    })

    expect(await rename(open.db)).toEqual([])
    expect(await open.db.select({ name: users.name }).from(users).where(eq(users.id, 'ada'))).toEqual([{ name: 'Ada' }])
  })
})
