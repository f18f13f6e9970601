import { type SQL, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let made: TestDatabase
let database: OpenDatabase
beforeAll(async () => {
  made = await createTestDatabase()
})
afterAll(() => made?.drop())
beforeEach(async () => {
  database = await openDatabase(made.url, { poolMax: 2, timeout: 2000 })
  await Promise.all([read(0), read(0)])
})
afterEach(async () => {
  expect(database.connections()).toEqual({ max: 2, used: 0, waiting: 0 })
  await database.close()
})

/** What is prepared is shared. */
function selecting(n: SQL<number>) {
  const one = sql`(values (1)) as one`
  return database.db.select({ n, pid: sql<number>`pg_backend_pid()` }).from(one)
}
async function read(n: number) {
  const [row] = await selecting(sql`${sql.placeholder('n')}::int`)
    .prepare('number')
    .execute({ n })
  return row
}
async function divide(by: number) {
  const [row] = await selecting(sql`1 / ${sql.placeholder('by')}::int`)
    .prepare('divided')
    .execute({ by })
  return row
}

/** drizzle prepares a statement before it hands it over, without waiting for anything. */
const untilSent = async () => {
  for (let n = 0; n < 20; n++) await undefined
}
const hundred = Array.from({ length: 100 }, (_, n) => n)

describe('single statements, of which more come at once than there are connections', () => {
  it('go behind each other, each with an answer of its own', async () => {
    const all = Promise.all(hundred.slice(0, 12).map(read))
    await untilSent()
    expect(database.connections()).toEqual({ max: 2, used: 2, waiting: 0 })

    const rows = await all
    expect(rows.map((row) => row?.n)).toEqual(hundred.slice(0, 12))
    expect(new Set(rows.map((row) => row?.pid)).size).toBe(2)
  })

  it('wait where a connection has eight', async () => {
    const all = Promise.all(hundred.map(read))
    await untilSent()
    expect(database.connections().waiting).toBeGreaterThan(0)

    expect((await all).map((row) => row?.n)).toEqual(hundred)
  })

  it('fail alone', async () => {
    const ends = await Promise.allSettled([1, 0, 1, 1, 0, 1].map(divide))

    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, false, true])
    expect(ends[1]).toMatchObject({ reason: { cause: { code: '22012' } } })
  })

  it('are asked again of another connection where theirs is lost, for they only read', async () => {
    const pids = (await Promise.all([read(0), read(0)])).map((row) => row?.pid)
    const other = await openDatabase(made.url, { poolMax: 1 })
    await other.db.execute(sql`select 1`)
    const all = Promise.all(hundred.slice(0, 12).map(read))
    await other.db.execute(sql`select pg_terminate_backend(${pids[0]}::int), pg_terminate_backend(${pids[1]}::int)`)
    await other.close()

    expect((await all).map((row) => row?.n)).toEqual(hundred.slice(0, 12))
    expect((await Promise.all([read(1), read(2)])).map((row) => row?.n)).toEqual([1, 2])
  })

  it('let a transaction have its turn, however many come', async () => {
    let isOver = false
    const busy = hundred.slice(0, 12).map(async (n) => {
      while (!isOver) expect(await read(n)).toMatchObject({ n })
    })

    const turns = []
    for (let n = 0; n < 20; n++) turns.push(await database.db.transaction(async () => n))
    isOver = true
    await Promise.all(busy)

    expect(turns).toEqual(hundred.slice(0, 20))
  })
})
