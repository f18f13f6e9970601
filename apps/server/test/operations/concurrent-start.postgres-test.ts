import { createClient } from '@taskpact/client'
import { openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { testSecret } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { bundledPrograms } from '../support/bundled-programs.js'
import { type ServerProcess, startProcess } from '../support/server-process.js'

beforeAll(async () => void (await bundledPrograms()))

it('ten processes started concurrently on an empty database migrate it once and all serve', async () => {
  const database = await createTestDatabase({ isEmpty: true })
  const env = { DATABASE_URL: database.url, DATABASE_POOL_MAX: '2', JWT_SECRET: testSecret, LOG_LEVEL: 'info' }
  const servers: ServerProcess[] = []
  try {
    const started = await Promise.allSettled(Array.from({ length: 10 }, () => startProcess(env)))
    servers.push(...started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    expect(started.filter((one) => one.status === 'rejected')).toEqual([])

    const [first] = servers as [ServerProcess]
    const { token } = await createClient({ baseUrl: first.url }).auth.signup({
      email: 'ten@example.com',
      password: 'Test123!',
    })
    await Promise.all(servers.map(({ url }) => createClient({ baseUrl: url, token }).tasks.create({ title: url })))
    const { items } = await createClient({ baseUrl: first.url, token }).tasks.list()
    expect(items.map(({ title }) => title).sort()).toEqual(servers.map(({ url }) => url).sort())
    expect(items.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

    const opened = await openDatabase(database.url, { poolMax: 1 })
    const rows = await opened.db.select({ hash: sql<string>`hash` }).from(sql`drizzle.__drizzle_migrations`)
    await opened.close()
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(rows.length)
  } finally {
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual(servers.map(() => 0))
    await database.drop()
  }
}, 180_000)
