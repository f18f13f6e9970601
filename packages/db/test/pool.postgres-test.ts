import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compiledQuery } from '../src/compiled-query/compiled-query.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

const timeout = 1000

let created: TestDatabase
let database: OpenDatabase
let timings: { ms: number; failed: boolean }[]
beforeAll(async () => {
  created = await createTestDatabase()
})
afterAll(() => created?.drop())
beforeEach(async () => {
  timings = []
  database = await openDatabase(created.url, { poolMax: 2, timeout, onStatement: (timing) => timings.push(timing) })
})
afterEach(async () => {
  expect(database.connections()).toEqual({ max: 2, used: 0, waiting: 0 })
  await database.close()
})

const read = async () => database.db.execute(sql`select 1 as one`)
const failing = (code: string) => ({ cause: { code } })

/** A transaction that holds its connection until `end` is called. */
function openTransaction() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const finished = database.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    await ended
    return tx.execute(sql`select 2 as two`)
  })
  return { end, finished }
}

describe('a pool whose connections are all held by transactions', () => {
  it('rejects a statement with POOL_TIMEOUT after half of the timeout', async () => {
    const held = [openTransaction(), openTransaction()]
    const started = performance.now()
    const third = read()
    await delay(50)
    expect(database.connections()).toEqual({ max: 2, used: 2, waiting: 1 })

    await expect(third).rejects.toMatchObject(failing('POOL_TIMEOUT'))
    expect(performance.now() - started).toBeGreaterThan(timeout / 2 - 10)
    expect(performance.now() - started).toBeLessThan(timeout / 2 + 400)

    for (const { end } of held) end()
    expect(await Promise.all(held.map(({ finished }) => finished))).toEqual([[{ two: 2 }], [{ two: 2 }]])
    expect(await read()).toEqual([{ one: 1 }])
  })

  it('runs a statement when a transaction ends in time', async () => {
    const held = [openTransaction(), openTransaction()]
    const third = read()
    held[0]?.end()

    expect(await third).toEqual([{ one: 1 }])
    held[1]?.end()
    await Promise.all(held.map(({ finished }) => finished))
  })

  it('lets a transaction as a whole take longer than the statement timeout', async () => {
    const { end, finished } = openTransaction()
    await delay(timeout * 1.3)
    end()

    expect(await finished).toEqual([{ two: 2 }])
  })
})

describe('a statement that exceeds the timeout', () => {
  const asleep = async () => {
    const other = await openDatabase(created.url, { poolMax: 1 })
    const [row] = (await other.db.execute<{ count: number }>(
      sql`select count(*)::int as count from pg_stat_activity
        where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()`,
    )) as unknown as { count: number }[]
    await other.close()
    return row?.count
  }

  it('is canceled by the server, and its connection is kept', async () => {
    const started = performance.now()
    await expect(database.db.execute(sql`select pg_sleep(30)`)).rejects.toMatchObject(failing('57014'))
    expect(performance.now() - started).toBeLessThan(timeout + 300)

    expect(await asleep()).toBe(0)
    expect(await read()).toEqual([{ one: 1 }])
  })

  it('rolls back its transaction', async () => {
    await database.db.execute(sql`create table if not exists kept (n int)`)
    const slow = database.db.transaction(async (tx) => {
      await tx.execute(sql`insert into kept values (1)`)
      await tx.execute(sql`select pg_sleep(30)`)
    })

    await expect(slow).rejects.toMatchObject(failing('57014'))
    expect(await database.db.execute(sql`select n from kept`)).toEqual([])
  })

  it('is canceled as well while it waits for a lock', async () => {
    await database.db.execute(sql`create table if not exists locked (n int)`)
    const holding = openTransaction()
    const other = await openDatabase(created.url, { poolMax: 1 })
    let release = () => {}
    const locking = other.db.transaction(async (tx) => {
      await tx.execute(sql`lock table locked`)
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })
    await delay(100)

    await expect(database.db.execute(sql`select * from locked`)).rejects.toMatchObject(failing('55P03'))
    release()
    await locking
    await other.close()
    holding.end()
    await holding.finished
  })
})

describe('a transaction', () => {
  it('rejects if a failed statement was ignored', async () => {
    const run = database.db.transaction(async (tx) => {
      await tx.execute(sql`select 1 / 0`).catch(() => {})
    })

    await expect(run).rejects.toThrow('rolled back')
  })

  it('commits a statement that was not awaited, or fails with its error', async () => {
    await database.db.execute(sql`create table if not exists unawaited (n int primary key)`)
    const insert = compiledQuery({ name: 'unawaited', build: () => sql`insert into unawaited values (1)` })
    const run = () => database.db.transaction(async (tx) => void insert(tx).catch(() => {}))

    await run()
    expect(await database.db.execute(sql`select n from unawaited`)).toEqual([{ n: 1 }])
    await expect(run()).rejects.toMatchObject({ cause: { code: '23505' } })
  })

  it('continues after a failure within a savepoint', async () => {
    const rows = await database.db.transaction(async (tx) => {
      await tx.transaction((inner) => inner.execute(sql`select 1 / 0`)).catch(() => {})
      return tx.execute(sql`select 3 as three`)
    })

    expect(rows).toEqual([{ three: 3 }])
  })

  it('sends nothing after it has ended', async () => {
    const remaining = await database.db.transaction(async (tx) => tx)

    await expect(remaining.execute(sql`select 1`)).rejects.toMatchObject({ cause: expect.any(TypeError) })
  })
})

it('reports the text of each statement, how long it took and why it failed', async () => {
  await read()
  await database.db.execute(sql`select 1 / 0`).catch(() => {})

  expect(timings).toEqual([
    { text: expect.stringMatching(/^select/), ms: expect.any(Number), failed: false },
    { text: 'select 1 / 0', ms: expect.any(Number), failed: true, error: expect.objectContaining({ code: '22012' }) },
  ])
})
