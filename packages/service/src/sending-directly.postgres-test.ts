import { type OpenDatabase, openDatabase, userRevisions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodingOnce } from './decode-rows.js'
import { sendingDirectly } from './sending-directly.js'

const at = '2026-11-23T09:30:00.120Z'

describe('on PostgreSQL a query that sends its statement by itself', () => {
  let database: TestDatabase
  let open: OpenDatabase
  let told: [string, unknown[]][] = []
  beforeAll(async () => {
    database = await createTestDatabase()
    open = await openDatabase(database.url, { poolMax: 1, onQuery: (...statement) => told.push(statement) })
    await open.migrate()
    await open.db.insert(users).values(['ada', 'bob'].map((id) => ({ id, createdAt: at })))
  })
  beforeEach(() => {
    told = []
  })
  afterAll(async () => {
    await open?.close()
    await database?.drop()
  })

  const byId = (db = open.db) =>
    decodingOnce(
      db
        .select({ id: users.id, createdAt: users.createdAt, one: sql<number>`1::int` })
        .from(users)
        .where(eq(users.id, sql.placeholder('id')))
        .prepare('user_by_id'),
    )
  const insertion = (db = open.db) =>
    decodingOnce(
      db
        .insert(userRevisions)
        .values({ userId: sql.placeholder('id') })
        .returning()
        .prepare('revision_made'),
    )
  const failureOf = (of: Promise<unknown>) => of.then(() => undefined).catch((error: unknown) => error)

  it.each(['ada', 'nobody'])('gives and tells for %s what drizzle does', async (id) => {
    const query = sendingDirectly(byId())
    const expected = await byId().execute({ id })
    const rows = await query.execute({ id })

    expect(Object.hasOwn(query, 'execute')).toBe(true) // drizzle's own it has by its class
    expect(rows).toEqual(expected)
    expect(told).toHaveLength(2)
    expect(told[1]).toEqual(told[0])
  })

  it('fails as drizzle does', async () => {
    const expected = (await failureOf(insertion().execute({ id: 'nobody' }))) as Error
    const failure = (await failureOf(sendingDirectly(insertion()).execute({ id: 'nobody' }))) as Error

    expect(failure.message).toContain('Failed query')
    expect(failure.constructor).toBe(expected.constructor)
    expect({ ...failure, cause: undefined }).toEqual({ ...expected, cause: undefined })
    expect(failure.cause).toMatchObject({ code: '23503' })
    expect(expected.cause).toMatchObject({ code: '23503' })
  })

  it('is refused without a value that it names, and nothing is sent', async () => {
    expect(await failureOf(byId().execute({}))).toBeInstanceOf(Error)
    expect(await failureOf(sendingDirectly(byId()).execute({}))).toBeInstanceOf(Error)
    expect(told).toEqual([])
  })

  it('belongs to the transaction that it was made in', async () => {
    const undone = new Error('Undone')
    const failure = open.db.transaction(async (tx) => {
      expect(await sendingDirectly(insertion(tx)).execute({ id: 'ada' })).toMatchObject([{ userId: 'ada' }])
      throw undone
    })

    await expect(failure).rejects.toBe(undone)
    expect(await open.db.select().from(userRevisions)).toEqual([])
  })
})
