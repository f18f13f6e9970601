import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { lockFolder } from './folder-lock/lock-folder.js'
import { openDatabase } from './open-database.js'
import { createTestDatabase, type TestDatabase } from './testing.js'

describe('openDatabase', () => {
  const cleanups: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of cleanups.splice(0).reverse()) await close()
  })

  it('migrates an empty database once, even if called concurrently', async () => {
    const database = await createTestDatabase()
    cleanups.push(() => database.drop())
    const opened = await openMany(database, process.env.TEST_DATABASE_URL ? 10 : 1)

    await Promise.all(opened.map(({ migrate }) => migrate()))
    await Promise.all(opened.map(({ migrate }) => migrate()))

    const rows = await opened[0]?.db.select({ hash: sql<string>`hash` }).from(sql`drizzle.__drizzle_migrations`)
    expect(rows?.length).toBeGreaterThan(0)
    expect(new Set(rows?.map(({ hash }) => hash)).size).toBe(rows?.length)
  })

  it('stores an embedded database in a folder', async () => {
    const folder = await temporaryFolder()
    const first = await openDatabase(`pglite://${folder}`)
    await first.db.execute(sql`create table kept as select 7 as answer`)
    await first.close()

    const second = await openDatabase(`pglite://${folder}`)
    cleanups.push(() => second.close())

    const rows = await second.db.select({ answer: sql<number>`answer` }).from(sql`kept`)
    expect(rows).toEqual([{ answer: 7 }])
  })

  it('refuses a folder that another process has open', async () => {
    const folder = await temporaryFolder()
    const unlock = await lockFolder(folder)

    await expect(openDatabase(`pglite://${folder}`)).rejects.toThrow('in use by process')
    await unlock()
  })

  it('releases a folder that it cannot open', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'PG_VERSION'), 'of another program')

    await expect(openDatabase(`pglite://${folder}`)).rejects.toThrow()
    expect(await readdir(folder)).toEqual(['PG_VERSION'])
  })

  it('says that a folder is a file', async () => {
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')

    await expect(openDatabase(`pglite://${file}`)).rejects.toThrow(
      `the database in ${file}: it is a file, not a folder.`,
    )
    await expect(openDatabase(`pglite://${file}/pg`)).rejects.toThrow('is a file, not a folder.')
  })

  it('names DATABASE_URL in the error for an unknown protocol', async () => {
    await expect(openDatabase('mysql://localhost')).rejects.toThrow('DATABASE_URL')
  })

  async function openMany(database: TestDatabase, count: number) {
    const opened = await Promise.all(Array.from({ length: count }, () => openDatabase(database.url, { poolMax: 2 })))
    cleanups.push(...opened.map((one) => () => one.close()))
    return opened
  }

  async function temporaryFolder() {
    const folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    return folder
  }
})
