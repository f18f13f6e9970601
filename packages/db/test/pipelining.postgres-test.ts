import { setTimeout as delay } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let testDatabase: TestDatabase
let database: OpenDatabase
beforeAll(async () => {
  testDatabase = await createTestDatabase()
})
afterAll(() => testDatabase?.drop())
beforeEach(async () => {
  database = await openDatabase(testDatabase.url, { poolMax: 2, timeout: 2000 })
  await expect.poll(async () => (await pidsOf(8)).length).toBe(2)
})
afterEach(async () => {
  expect(database.connections()).toEqual({ max: 2, used: 0, waiting: 0 })
  await database.close()
})

/** Prepared statements are pipelined. */
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

/**
 * Sends `count` reads at once, however long a busy machine takes to prepare them: a pipeline accepts statements for a few
 * milliseconds only.
 */
function readAtOnce(count: number) {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  const rows = Promise.all(hundred.slice(0, count).map(read))
  return { rows, sent: untilSent().finally(() => clock.mockRestore()) }
}

/** Runs `count` statements at once. Returns the process of each connection. */
async function pidsOf(count: number) {
  const rows = await readAtOnce(count).rows
  return [...new Set(rows.map((row) => row?.pid))]
}

/** Drizzle prepares a statement within a few microtasks. */
const untilSent = async () => {
  for (let n = 0; n < 20; n++) await undefined
}
const hundred = Array.from({ length: 100 }, (_, n) => n)

describe('more single statements at once than connections', () => {
  it('are pipelined, each with its own result', async () => {
    const { rows: all, sent } = readAtOnce(12)
    await sent
    expect(database.connections()).toEqual({ max: 2, used: 2, waiting: 0 })

    const rows = await all
    expect(rows.map((row) => row?.n)).toEqual(hundred.slice(0, 12))
    expect(new Set(rows.map((row) => row?.pid)).size).toBe(2)
  })

  it('share a connection in fours, although another one is idle', async () => {
    expect(await pidsOf(4)).toHaveLength(1)
    expect(await pidsOf(5)).toHaveLength(2)
  })

  it('wait if each connection has eight in flight', async () => {
    const all = Promise.all(hundred.map(read))
    await untilSent()
    expect(database.connections().waiting).toBeGreaterThan(0)

    expect((await all).map((row) => row?.n)).toEqual(hundred)
  })

  it('fail independently', async () => {
    const ends = await Promise.allSettled([1, 0, 1, 1, 0, 1].map(divide))

    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, false, true])
    expect(ends[1]).toMatchObject({ reason: { cause: { code: '22012' } } })
  })

  it('are retried on another connection if theirs is lost, because they only read', async () => {
    const pids = await pidsOf(8)
    const other = await openDatabase(testDatabase.url, { poolMax: 1 })
    await other.db.execute(sql`select 1`)
    const all = Promise.all(hundred.slice(0, 12).map(read))
    await other.db.execute(sql`select pg_terminate_backend(${pids[0]}::int), pg_terminate_backend(${pids[1]}::int)`)
    await other.close()

    expect((await all).map((row) => row?.n)).toEqual(hundred.slice(0, 12))
    expect((await Promise.all([read(1), read(2)])).map((row) => row?.n)).toEqual([1, 2])
  })

  it('do not starve a transaction', async () => {
    let isOver = false
    const busy = hundred.slice(0, 12).map(async (n) => {
      while (!isOver) expect(await read(n)).toMatchObject({ n })
    })

    const results = []
    for (let n = 0; n < 20; n++) results.push(await database.db.transaction(async () => n))
    isOver = true
    await Promise.all(busy)

    expect(results).toEqual(hundred.slice(0, 20))
  })

  it('do not wait behind a statement that waits for a lock', async () => {
    await database.db.execute(sql`create table locked (n int)`)
    const readLocked = () => database.db.select({ n: sql<number>`n` }).from(sql`locked`).prepare('locked').execute()
    await Promise.all([readLocked(), readLocked()])
    const other = await openDatabase(testDatabase.url, { poolMax: 1 })
    let release = () => {}
    const locking = other.db.transaction(async (tx) => {
      await tx.execute(sql`lock table locked`)
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })
    await delay(50)
    const waiting = readLocked()
    await delay(50)

    let slowest = 0
    const until = performance.now() + 500
    const readers = hundred.slice(0, 16).map(async (n) => {
      while (performance.now() < until) {
        const started = performance.now()
        expect(await read(n)).toMatchObject({ n })
        slowest = Math.max(slowest, performance.now() - started)
      }
    })
    const transaction = database.db.transaction(async () => 'done')
    await Promise.all(readers)
    expect(await transaction).toBe('done')
    release()
    await Promise.all([waiting, locking])
    await other.close()

    expect(slowest).toBeLessThan(250)
  })
})
