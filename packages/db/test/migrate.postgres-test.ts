import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrationsFolder } from '../src/migrations.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { readAddress } from '../src/postgres/address.js'
import { createClient } from '../src/postgres/client.js'
import { openConnection } from '../src/postgres/connection.js'
import { migrateWithRetries } from '../src/postgres/migrate.js'
import { createPool } from '../src/postgres/pool.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let testDatabase: TestDatabase
let database: OpenDatabase
let folder: string
beforeEach(async () => {
  testDatabase = await createTestDatabase()
  database = await openDatabase(testDatabase.url, { poolMax: 4 })
  await database.migrate()
  folder = await withOneMore('alter table tasks add column one_more text;')
})
afterEach(async () => {
  await database?.close()
  await testDatabase?.drop()
  await rm(folder, { recursive: true })
})

/** The migrations of this build, and a newer one. */
async function withOneMore(statement: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-migrations-'))
  await cp(migrationsFolder, folder, { recursive: true })
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'))
  const { when, version } = journal.entries.at(-1)
  journal.entries.push({ idx: journal.entries.length, version, when: when + 1, tag: 'one_more', breakpoints: true })
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
  await appendFile(join(folder, 'one_more.sql'), statement)
  return folder
}

async function migrate(lockTimeout: number): Promise<void> {
  const address = readAddress(testDatabase.url, undefined)
  const [endpoint] = address.endpoints
  if (!endpoint) throw new TypeError('An address has an endpoint')
  const open = (connectTimeout: number) => openConnection({ address, endpoint, connectTimeout, statementTimeout: 0 })
  const pool = createPool({ max: 1, connectTimeout: 2000, open })
  try {
    await migrateWithRetries({ client: createClient(pool, address), migrationsFolder: folder, lockTimeout })
  } finally {
    await pool.close()
  }
}

it('lets others read a table that a transaction has locked, and migrates afterwards', async () => {
  let release = () => {}
  const holding = database.db.transaction(async (tx) => {
    await tx.execute(sql`lock table tasks in access share mode`)
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })
  await delay(100)
  let isDone = false
  const migrating = migrate(300).then(() => {
    isDone = true
  })

  let slowest = 0
  for (const until = performance.now() + 2500; performance.now() < until; await delay(20)) {
    const started = performance.now()
    await database.db.execute(sql`select count(*) from tasks`)
    slowest = Math.max(slowest, performance.now() - started)
  }
  expect(isDone).toBe(false)
  expect(slowest).toBeGreaterThan(100)
  expect(slowest).toBeLessThan(300 + 400)

  release()
  await holding
  await migrating
  expect(await database.db.execute(sql`select one_more from tasks`)).toEqual([])
  expect(await database.check(2000)).toBe('ready')
})

it('has no statement timeout', async () => {
  await rm(folder, { recursive: true })
  folder = await withOneMore(
    `alter table tasks add column one_more text;--> statement-breakpoint\nselect pg_sleep(1.2);`,
  )
  const withTimeout = `${testDatabase.url}?statement_timeout=500`
  testDatabase = { ...testDatabase, url: withTimeout }

  await migrate(300)

  expect(await database.db.execute(sql`select one_more from tasks`)).toEqual([])
})
