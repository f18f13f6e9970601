import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHistoryReader } from './history.js'
import { type OpenDatabase, openDatabase } from './open-database.js'
import { history as table } from './schema/index.js'
import { createTestDatabase, type TestDatabase } from './testing.js'

describe('epoch of a database', () => {
  let created: TestDatabase
  let database: OpenDatabase
  beforeAll(async () => {
    created = await createTestDatabase()
    database = await openDatabase(created.url)
    await database.migrate()
  })
  afterAll(async () => {
    await database?.close()
    await created?.drop()
  })

  const rows = () => database.db.select().from(table)

  it('is random, and known with the first statement', async () => {
    const [row] = await rows()

    expect(row).toMatchObject({ epoch: expect.stringMatching(/^[0-9a-f]{12}$/), revisionFloor: 0 })
    expect(database.history.epoch).toBe(row?.epoch)
  })

  it('is replaced by renew, with a floor above all revisions so far', async () => {
    const [before] = await rows()
    const first = await database.history.renew()
    const [after] = await rows()
    const second = await database.history.renew()

    expect(new Set([before?.epoch, first, second]).size).toBe(3)
    expect(after).toMatchObject({ epoch: first })
    expect(after?.revisionFloor).toBeGreaterThan(1e14)
    expect(after?.revisionFloor).toBeLessThan(1e15 - 1) // the limit of If-Match
    expect((await rows())[0]?.revisionFloor).toBeGreaterThan(Number(after?.revisionFloor))
  })

  it('is that of the newest row if a restore left several, and renew leaves one', async () => {
    await database.db.execute(sql`insert into history (epoch, revision_floor) values ('older', 1)`)
    await database.history.check()
    expect(database.history.epoch).not.toBe('older')

    const epoch = await database.history.renew()
    expect(await rows()).toMatchObject([{ epoch }])
  })

  it('is created by renew if a restore left none', async () => {
    await database.db.execute(sql`delete from history`)
    const epoch = await database.history.renew()
    expect(await rows()).toMatchObject([{ epoch }])
  })
})

describe('reading the epoch', () => {
  const refused = Object.assign(new Error('permission denied for function pg_walfile_name'), { code: '42501' })

  it('says once that the database does not tell its timeline, and reads the epoch anyway', async () => {
    const errors: unknown[] = []
    const reader = createHistoryReader({ onTimelineUnknown: (error) => errors.push(error) }, true)
    const run = async (statement: string) => {
      if (statement.includes('pg_walfile_name')) throw refused
      return [{ epoch: 'first', floor: 0 }]
    }
    await reader.read(run)
    await reader.read(run)

    expect(reader.epoch).toBe('first')
    expect(errors).toEqual([refused])
  })

  it('reports a new epoch, but not the first one', async () => {
    const reported: string[] = []
    const reader = createHistoryReader({ onNewEpoch: (epoch) => reported.push(epoch) }, true)
    for (const epoch of ['first', 'first', 'second'])
      await reader.read(async () => [{ epoch, floor: 0, hasMoved: false }])

    expect(reported).toEqual(['second'])
  })

  it('ignores a late response from before the replacement', async () => {
    const reader = createHistoryReader({}, true)
    await reader.read(async () => [{ epoch: 'second', floor: '179500000000000' }])
    await reader.read(async () => [{ epoch: 'first', floor: '0' }])

    expect(reader.epoch).toBe('second')
  })

  it('waits for the migrations', async () => {
    const reader = createHistoryReader({}, true)
    const missing = Object.assign(new Error('relation "history" does not exist'), { code: '42P01' })
    await reader.read(() => Promise.reject(missing))

    expect(reader.epoch).toBeUndefined()
  })

  it('rejects if the database does not respond, and keeps the epoch', async () => {
    const reader = createHistoryReader({}, true)
    await reader.read(async () => [{ epoch: 'first', floor: 0 }])
    const lost = Object.assign(new Error('lost'), { code: 'CONNECTION_CLOSED' })

    await expect(reader.read(() => Promise.reject(lost))).rejects.toBe(lost)
    expect(reader.epoch).toBe('first')
  })
})
