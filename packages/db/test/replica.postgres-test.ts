import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { codeOf } from '../src/errors.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { openReplica, type Replica, type ReplicaOptions } from '../src/replica.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'
import { freePort } from './free-port.js'

// Any server can be read like a replica. A streaming one is in the tests of the server.
let created: TestDatabase
let primary: OpenDatabase
beforeAll(async () => {
  created = await createTestDatabase()
  primary = await openDatabase(created.url, { poolMax: 2 })
  await primary.migrate()
  await primary.db.execute(sql`create table counted as select 1 as n`)
})
afterAll(async () => {
  await primary?.close()
  await created?.drop()
})

let replica: Replica
afterEach(() => replica.close())

async function open(options: ReplicaOptions = {}, url = created.url): Promise<void> {
  replica = await openReplica(url, { poolMax: 2, ...options })
  await vi.waitFor(() => expect(replica.isUsable).toBe(true), { timeout: 10_000, interval: 10 })
}

const count = sql`select count(*)::int as n from counted`
const accept = async () => true

/** postgres.js returns a list. */
async function rowsOf(query: PromiseLike<unknown>): Promise<unknown[]> {
  return [...((await query) as Iterable<unknown>)]
}

describe('a handle of a replica', () => {
  it.each([true, false])('reads the snapshot that was accepted, with prepared statements: %s', async (prepare) => {
    await open({ prepare })
    const seen: unknown[] = []
    const db = replica.readIf(async (snapshot) => {
      seen.push(await rowsOf(snapshot.execute(count)))
      await primary.db.execute(sql`insert into counted values (1)`)
      return true
    })
    seen.push(await rowsOf(db.execute(count)))

    expect(seen[1]).toEqual(seen[0])
  })

  it('rejects if the snapshot was not accepted, and can be used again', async () => {
    await open()
    const db = replica.readIf(async () => false)

    await expect(db.execute(count)).rejects.toThrow()
    await expect(db.transaction((tx) => tx.execute(count))).rejects.toThrow()
    expect(replica.isUsable).toBe(true)
    expect(replica.connections()).toEqual({ max: 2, used: 0, waiting: 0 })
  })

  it('runs transactions that want to see one snapshot', async () => {
    await open()
    const counts = await replica.readIf(accept).transaction(
      async (tx) => {
        const before = await rowsOf(tx.execute(count))
        await primary.db.execute(sql`insert into counted values (1)`)
        return [before, await rowsOf(tx.execute(count))]
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )

    expect(counts[1]).toEqual(counts[0])
  })

  it('does not write', async () => {
    await open()
    const write = replica.readIf(accept).execute(sql`insert into counted values (1)`)

    expect(await write.then(() => 'ok', codeOf)).toBe('25006')
  })

  it.each([true, false])('has half of the timeout, with prepared statements: %s', async (prepare) => {
    await open({ timeout: 1000, prepare })
    const sleep = replica.readIf(accept).execute(sql`select pg_sleep(0.8)`)

    expect(await sleep.then(() => 'ok', codeOf)).toBe('57014')
    expect(replica.isUsable).toBe(true)
  })
})

describe('a replica', () => {
  it('of several hosts is usable if one of them is', async () => {
    const url = new URL(created.url)
    const host = `${url.hostname}:${await freePort()},${url.host}`
    for (const _ of [1, 2]) {
      await open({}, created.url.replace(url.host, host))
      expect(await rowsOf(replica.readIf(accept).execute(sql`select 1 as n`))).toEqual([{ n: 1 }])
      await replica.close()
    }
  })

  it('without the migrations of this build is not used', async () => {
    const reasons: unknown[] = []
    const shift = (by: number) =>
      primary.db.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + ${by}`)
    await shift(-1)
    try {
      replica = await openReplica(created.url, { onUnusable: (reason) => reasons.push(reason) })
      await vi.waitFor(() => expect(reasons).toEqual([new Error('The schema of the replica is outdated')]))

      expect(replica.isUsable).toBe(false)
    } finally {
      await shift(1)
    }
  })

  it('must be a PostgreSQL server', async () => {
    await expect(openReplica('pglite://memory')).rejects.toThrow('DATABASE_READ_URL must begin with postgres://')
    await expect(openReplica('postgres://h/d?target_session_attrs=primary')).rejects.toThrow(
      'DATABASE_READ_URL: target_session_attrs must be any, read-only or standby',
    )
  })
})
