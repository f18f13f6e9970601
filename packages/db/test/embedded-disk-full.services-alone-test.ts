import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { databaseFailure } from '../src/errors.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { openSmallDisk, type SmallDisk } from './small-disk.js'

let disk: SmallDisk
let url: string
let database: OpenDatabase | undefined
beforeEach(async () => {
  disk = await openSmallDisk(200)
  url = `pglite://${join(disk.folder, 'pg')}`
})
afterEach(async () => {
  await database?.close().catch(() => {})
  await disk.close()
})

it('fails with "disk full" while the log cannot be written, and continues with all commits once there is room', async () => {
  const { db, check } = await openMigrated()
  await db.execute(sql`create table counters as select 0 as value`)
  let committed = 0
  const count = async () => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`update counters set value = ${committed + 1}::int`)
      await tx.execute(sql`select pg_logical_emit_message(true, 'test', repeat('x', 200000))`) // grows the log only
    })
    committed += 1
  }
  await count()
  await disk.fill()
  const failure = await untilRejected(count)
  expect(failure).toMatchObject({ code: 'DISK_FULL' }) // PostgreSQL has stopped, so that the rollback fails
  expect(databaseFailure(failure)?.detail).toContain('disk of the database is full')

  for (const run of [count, () => db.execute(sql`select 1`)]) {
    const later = await run().then(
      () => undefined,
      (error) => error,
    )
    if (later) expect(databaseFailure(later)?.code).toBe('unavailable')
  }
  expect(await check(60_000)).toBe('disk-full')

  await disk.free()
  await expect.poll(() => check(60_000), { timeout: 60_000 }).toBe('ready')
  const stored = await db.select({ value: sql<number>`value` }).from(sql`counters`)
  expect(stored).toEqual([{ value: committed }])
  await count()
}, 240_000)

it('fails with "disk full" while a table cannot grow, and serves reads', async () => {
  const { db, check } = await openMigrated()
  await db.execute(sql`create table texts (id serial primary key, text text)`)
  let committed = 0
  const insert = async () => {
    await db.execute(sql`insert into texts (text) values (${randomBytes(1500).toString('base64')})`)
    committed += 1
  }
  await insert()
  await disk.fill()
  const failure = await untilRejected(insert)

  expect(failure).toMatchObject({ cause: { code: '53100', severity: 'ERROR' } })
  expect(databaseFailure(failure)?.detail).toContain('disk of the database is full')
  expect(await db.select({ one: sql<number>`1` }).from(sql`texts`).limit(1)).toEqual([{ one: 1 }])
  expect(await check(60_000)).toBe('disk-full')
  await disk.free()
  expect(await check(60_000)).toBe('ready')
  const rows = await db.select({ count: sql<number>`count(*)::int` }).from(sql`texts`)
  expect(rows).toEqual([{ count: committed }])
}, 240_000)

it('says why it cannot be opened', async () => {
  await (await openMigrated()).close()
  database = undefined
  await disk.fill()
  await expect(openDatabase(url)).rejects.toThrow('is full. Free at least 20 MiB.')

  await promisify(execFile)('mount', ['-o', 'remount,ro', disk.folder])
  await expect(openDatabase(url)).rejects.toThrow('the file system is read-only')
  await promisify(execFile)('mount', ['-o', 'remount,rw', disk.folder])
  await disk.free()
  database = await openDatabase(url)
  expect(await database.check(60_000)).toBe('ready')
}, 240_000)

async function openMigrated(): Promise<OpenDatabase> {
  database = await openDatabase(url)
  await database.migrate()
  expect(await database.check(60_000)).toBe('ready')
  return database
}

async function untilRejected(run: () => Promise<void>): Promise<unknown> {
  try {
    for (;;) await run()
  } catch (error) {
    return error
  }
}
