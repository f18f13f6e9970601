import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let created: TestDatabase
let database: OpenDatabase
const opened: OpenDatabase[] = []
beforeAll(async () => {
  created = await createTestDatabase()
  database = await openDatabase(created.url)
  await database.migrate()
  await database.history.check() // stores the timeline
})
afterAll(async () => {
  await database?.close()
  await created?.drop()
})

const reported: string[] = []
beforeEach(() => void reported.splice(0))
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())))

async function open(): Promise<OpenDatabase> {
  const one = await openDatabase(created.url, { onNewEpoch: (epoch) => reported.push(epoch) })
  opened.push(one)
  return one
}

it('is the same for every process', async () => {
  const others = await Promise.all([open(), open(), open()])
  await Promise.all(others.map((one) => one.history.check()))

  expect(others.map((one) => one.history.epoch)).toEqual(others.map(() => database.history.epoch))
})

it('is replaced once if several processes find a newer timeline, each before its first statement', async () => {
  const before = database.history.epoch
  const instances = await Promise.all([open(), open(), open(), open()])
  await database.db.execute(sql`update history set timeline = 0`) // as a server of an earlier timeline has stored it
  await Promise.all(instances.map((one) => one.db.execute(sql`select 1`)))

  const [epoch, ...more] = new Set(instances.map((one) => one.history.epoch))
  expect([epoch === before, more]).toEqual([false, []])
  await database.history.check()
  expect(database.history.epoch).toBe(epoch)
})

it('is found by processes that run when another one replaces it', async () => {
  const instance = await open()
  await instance.history.check()
  const epoch = await database.history.renew()
  await instance.history.check()

  expect(instance.history.epoch).toBe(epoch)
  expect(reported).toEqual([epoch])
})

it('is readable on a connection that is read-only', async () => {
  const url = new URL(created.url)
  url.searchParams.set('options', '-c default_transaction_read_only=on')
  await database.history.renew() // so that no timeline is stored
  const one = await openDatabase(url.href)
  opened.push(one)

  await one.db.execute(sql`select 1`)
  expect(one.history.epoch).toMatch(/^[0-9a-f]{12}$/)
})
