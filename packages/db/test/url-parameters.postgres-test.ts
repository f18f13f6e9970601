import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let created: TestDatabase
let opened: OpenDatabase | undefined
beforeEach(async () => {
  created = await createTestDatabase()
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
  await created.drop()
})

async function openWith(parameters: Readonly<Record<string, string>>): Promise<OpenDatabase> {
  const url = new URL(created.url)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  await opened?.close()
  opened = await openDatabase(url.href)
  return opened
}

async function show(parameters: Readonly<Record<string, string>>, setting: string): Promise<unknown> {
  const { db } = await openWith(parameters)
  const [row] = (await db.execute(sql.raw(`select current_setting('${setting}') as value`))) as unknown as {
    value: string
  }[]
  return row?.value
}

it.each([
  [{ application_name: 'tasks' }, 'application_name', 'tasks'],
  [{ options: '-c work_mem=8MB' }, 'work_mem', '8MB'],
  [{ options: '-c TimeZone=Asia/Tokyo' }, 'TimeZone', 'UTC'],
  [{ statement_timeout: '9s' }, 'statement_timeout', '9s'],
  [{ lock_timeout: '150' }, 'lock_timeout', '150ms'],
  [{ keepalives: '1', keepalives_idle: '30', keepalives_interval: '5', tcp_user_timeout: '1000' }, 'TimeZone', 'UTC'],
  [{ target_session_attrs: 'read-write', connect_timeout: '5', gssencmode: 'prefer' }, 'transaction_read_only', 'off'],
])('reaches the server: %j', async (parameters, setting, value) => {
  expect(await show(parameters, setting)).toBe(value)
})

it('of Prisma and libpq do not stand in the way of a ready database', async () => {
  const database = await openWith({
    schema: 'public',
    connection_limit: '3',
    pool_timeout: '10',
    connect_timeout: '10',
    sslmode: 'prefer',
    keepalives: '1',
  })
  await database.migrate()

  expect(await database.check(5000)).toBe('ready')
  expect(database.connections().max).toBe(3)
})
