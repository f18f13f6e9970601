import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../database.js'
import { type OpenDatabase, openDatabase } from '../open-database.js'
import { userRevisions, users } from '../schema/index.js'
import { createTestDatabase, type TestDatabase } from '../testing.js'
import { compiledQuery } from './compiled-query.js'

const at = '2026-11-23T09:30:00.120Z'

describe('compiledQuery', () => {
  let database: TestDatabase
  let open: OpenDatabase
  let queries: [string, unknown[]][] = []
  beforeAll(async () => {
    database = await createTestDatabase()
    open = await openDatabase(database.url, { poolMax: 1, onQuery: (...query) => queries.push(query) })
    await open.migrate()
    await open.db.insert(users).values(['ada', 'bob'].map((id) => ({ id, createdAt: at })))
  })
  beforeEach(() => {
    queries = []
  })
  afterAll(async () => {
    await open?.close()
    await database?.drop()
  })

  let builds = 0
  const selectUser = (db: Database) => {
    builds++
    return db
      .select({ id: users.id, createdAt: users.createdAt, one: sql<number>`1::int` })
      .from(users)
      .where(eq(users.id, sql.placeholder('id')))
  }
  const insertRevision = (db: Database) =>
    db
      .insert(userRevisions)
      .values({ userId: sql.placeholder('id') })
      .returning()
  const getUser = compiledQuery({ name: 'user_get', build: selectUser })
  const createRevision = compiledQuery({ name: 'revision_create', build: insertRevision })
  const failureOf = (rejecting: Promise<unknown>) => rejecting.then(() => undefined).catch((error: unknown) => error)

  it.each(['ada', 'unknown'])('returns for %s what drizzle returns, and reports the same query', async (id) => {
    const expected = await selectUser(open.db).prepare('user_get').execute({ id })
    const rows: { id: string; createdAt: string; one: number }[] = await getUser(open.db, { id })

    expect(rows).toEqual(expected)
    expect(queries).toHaveLength(2)
    expect(queries[1]).toEqual(queries[0])
  })

  it('rejects as drizzle does, with the cause', async () => {
    const expected = (await failureOf(insertRevision(open.db).prepare('expected').execute({ id: 'nobody' }))) as Error
    const failure = (await failureOf(createRevision(open.db, { id: 'nobody' }))) as Error

    expect(failure.message).toContain('Failed query')
    expect(failure.constructor).toBe(expected.constructor)
    expect({ ...failure, cause: undefined }).toEqual({ ...expected, cause: undefined })
    expect(failure.cause).toMatchObject({ code: '23503' })
    expect(expected.cause).toMatchObject({ code: '23503' })
  })

  it('rejects with a TypeError without a value for a placeholder, and sends nothing', async () => {
    expect(await failureOf(selectUser(open.db).prepare('expected').execute({}))).toBeInstanceOf(Error)
    expect(await failureOf(getUser(open.db, {}))).toEqual(
      new TypeError('Query user_get: no value for the placeholder id'),
    )
    expect(queries).toEqual([])
  })

  it('runs in the transaction that it is given', async () => {
    const undone = new Error('Undone')
    const failure = open.db.transaction(async (tx) => {
      expect(await createRevision(tx, { id: 'ada' })).toMatchObject([{ userId: 'ada' }])
      throw undone
    })

    await expect(failure).rejects.toBe(undone)
    expect(await open.db.select().from(userRevisions)).toEqual([])
  })

  it('runs before the commit of its transaction although it was not awaited', async () => {
    await open.db.transaction(async (tx) => void createRevision(tx, { id: 'bob' }).catch(() => {}))

    expect(await open.db.select({ userId: userRevisions.userId }).from(userRevisions)).toEqual([{ userId: 'bob' }])
  })

  it('builds a query once, for all databases and transactions', async () => {
    const get = compiledQuery({ name: 'user_get_again', build: selectUser })
    builds = 0

    await get(open.db, { id: 'ada' })
    await open.db.transaction((tx) => get(tx, { id: 'bob' }))
    await open.db.transaction((tx) => tx.transaction((inner) => get(inner, { id: 'bob' })))

    expect(builds).toBe(1)
  })

  it('returns the rows of plain SQL by column name', async () => {
    const add = compiledQuery({
      name: 'add',
      build: () =>
        sql<{ sum: number; note: string | null }>`select ${sql.placeholder('n')}::int + 1 as sum, null as note`,
    })

    const rows: { sum: number; note: string | null }[] = await add(open.db, { n: 41 })

    expect(rows).toEqual([{ sum: 42, note: null }])
  })
})
