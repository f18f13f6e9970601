import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../src/errors.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { startBlackHole } from './black-hole.js'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.js'

const timeout = 1000
const tolerance = 700

let server: OwnPostgres
beforeAll(async () => {
  server = await startOwnPostgres()
})
afterAll(() => server?.close())

let database: OpenDatabase
afterEach(async () => {
  expect(database.connections()).toMatchObject({ used: 0, waiting: 0 })
  await database.close()
})

const open = async (url: string, poolMax = 4) => {
  database = await openDatabase(url, { poolMax, timeout })
}
const read = () => database.db.execute(sql`select 1`)
const inTransaction = () => database.db.transaction((tx) => tx.execute(sql`select 1`))

/** The error code of a statement, or `ok`, and the milliseconds that it took. */
async function outcomeOf(statement: () => Promise<unknown>) {
  const started = performance.now()
  const code = await statement().then(() => 'ok', codeOf)
  return { code, ms: performance.now() - started }
}

async function untilAvailable(within: number): Promise<number> {
  const started = performance.now()
  for (;;) {
    const { code } = await outcomeOf(read)
    const ms = performance.now() - started
    if (code === 'ok' || ms > within) return ms
  }
}

/** Runs statements and transactions on all connections, and more transactions than there are connections. */
async function failSideBySide() {
  const outcomes = await Promise.all([...Array(12).keys()].map((n) => outcomeOf(n % 2 ? read : inTransaction)))
  expect(outcomes.map(({ code }) => code).filter((code) => !/^(STATEMENT|POOL|CONNECT)_TIMEOUT$/.test(code))).toEqual(
    [],
  )
  expect(outcomes.map(({ code }) => code)).toContain('POOL_TIMEOUT')
  expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(timeout + tolerance)
}

describe('a server that hangs', () => {
  it('fails statements within the timeout, and responds again afterwards', async () => {
    await open(server.url)
    await Promise.all([read(), inTransaction(), read()])

    await server.freeze()
    try {
      await failSideBySide()
      expect((await outcomeOf(read)).ms).toBeLessThan(timeout + tolerance)
    } finally {
      await server.thaw()
    }

    expect(await untilAvailable(10_000)).toBeLessThan(10_000)
  })

  it('fails a commit within the timeout', async () => {
    await open(server.url)
    let frozenAt = 0
    const { code } = await outcomeOf(() =>
      database.db.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        await server.freeze()
        frozenAt = performance.now()
      }),
    )
    const ms = performance.now() - frozenAt
    await server.thaw()

    expect(code).toBe('STATEMENT_TIMEOUT')
    expect(ms).toBeLessThan(timeout + tolerance)
  })
})

describe('a network that drops everything', () => {
  it('fails statements within the timeout, and connects again afterwards', async () => {
    const hole = await startBlackHole(server.port)
    try {
      await open(`postgres://postgres@127.0.0.1:${hole.port}/postgres`)
      await Promise.all([read(), inTransaction(), read(), read()])

      hole.open()
      await failSideBySide()
      hole.shut()

      expect(await untilAvailable(10_000)).toBeLessThan(10_000)
    } finally {
      await hole.close()
    }
  })

  it('costs one statement, however many connections were idle', async () => {
    const hole = await startBlackHole(server.port)
    try {
      await open(`postgres://postgres@127.0.0.1:${hole.port}/postgres`)
      await Promise.all([read(), read(), read(), read()].map((one) => one))
      hole.open()
      hole.shut()

      expect((await outcomeOf(read)).code).toBe('STATEMENT_TIMEOUT')
      expect((await outcomeOf(read)).code).toBe('ok')
    } finally {
      await hole.close()
    }
  })
})

describe('a server that restarts', () => {
  it('fails reads with connection errors only, and responds at once afterwards', async () => {
    await open(server.url)
    const outcomes: { code: string; at: number }[] = []
    let isRunning = true
    const stream = Array.from({ length: 8 }, async () => {
      while (isRunning) {
        const { code } = await outcomeOf(read)
        outcomes.push({ code, at: performance.now() })
        await delay(2)
      }
    })
    await delay(200)
    await server.restart()
    const back = performance.now()
    await delay(2000)
    isRunning = false
    await Promise.all(stream)

    const failed = outcomes.filter(({ code }) => code !== 'ok')
    expect(failed.filter(({ code }) => !/^(57P|53|08|CONNECT|ECONN|EPIPE|POOL_TIMEOUT)/.test(code))).toEqual([])
    expect(failed.filter(({ at }) => at > back + 1000)).toEqual([])
    expect(outcomes.filter(({ code, at }) => code === 'ok' && at > back).length).toBeGreaterThan(10)
  })

  it('is retried by reads and by transactions whose idle connections it closed', async () => {
    await open(server.url)
    await Promise.all([read(), read(), read(), read()])
    const admin = await openDatabase(server.url, { poolMax: 1 })
    try {
      await admin.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'taskpact' and pid <> pg_backend_pid()`,
      )
    } finally {
      await admin.close()
    }

    const outcomes = await Promise.all([...Array(12).keys()].map((n) => outcomeOf(n % 2 ? read : inTransaction)))

    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['ok']))
  })
})
