import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.js'

let server: OwnPostgres
beforeAll(async () => {
  server = await startOwnPostgres()
  const database = await openDatabase(server.url)
  await database.migrate()
  await database.close()
})
afterAll(() => server?.close())

let database: OpenDatabase
const open = async (poolMax: number, url = server.url) => {
  database = await openDatabase(url, { poolMax, timeout: 1000 })
}
afterEach(() => database.close())

const check = async (timeoutMs: number) => {
  const started = performance.now()
  return { readiness: await database.check(timeoutMs), ms: performance.now() - started }
}
const until = async (readiness: string) => {
  for (const last = performance.now() + 10_000; performance.now() < last; )
    if ((await database.check(300)) === readiness) return readiness
  return 'never'
}

it('is ready while all connections are busy', async () => {
  await open(1)
  let release = () => {}
  const holding = database.db.transaction(async () => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })

  expect(await Promise.all([database.check(1000), database.check(1000)])).toEqual(['ready', 'ready'])
  expect(database.connections()).toEqual({ max: 1, used: 1, waiting: 0 })
  expect(await connectionsOfTaskpact()).toBeLessThanOrEqual(2)
  release()
  await holding
})

it('is unreachable after the timeout while the server hangs, and ready afterwards', async () => {
  await open(1)
  expect(await database.check(1000)).toBe('ready')

  await server.freeze()
  const { readiness, ms } = await check(200)
  await server.thaw()

  expect(readiness).toBe('unreachable')
  expect(ms).toBeLessThan(400)
  expect(await until('ready')).toBe('ready')
})

it('is ready after the server closed its connection', async () => {
  await open(1)
  await database.check(1000)
  await server.restart()

  expect(await until('ready')).toBe('ready')
})

it('is unreachable within the timeout if nothing listens', async () => {
  await open(1, 'postgres://postgres@127.0.0.1:1/postgres')
  const { readiness, ms } = await check(5000)

  expect(readiness).toBe('unreachable')
  expect(ms).toBeLessThan(1500)
  expect((await check(50)).ms).toBeLessThan(300)
})

it('is outdated until the newest migration is applied, and ready with newer ones', async () => {
  await open(2)
  const { db } = database
  const [newest] = (await db.execute(
    sql`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations) returning *`,
  )) as unknown as { hash: string; created_at: string }[]
  expect(await database.check(1000)).toBe('outdated')

  const insert = (hash = '', at = '') =>
    db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${at})`)
  await insert(newest?.hash, newest?.created_at)
  await insert('of a newer build', '9000000000000')
  expect(await database.check(1000)).toBe('ready')
})

it('is read-only while the database refuses writes, and ready afterwards, with usable connections', async () => {
  await open(2)
  const other = await openDatabase(server.url, { poolMax: 1 })
  const change = () => database.db.execute(sql`update users set name = name`)
  const setReadOnly = async (isReadOnly: boolean) => {
    await other.db.execute(
      sql.raw(
        `alter database postgres ${isReadOnly ? 'set' : 'reset'} default_transaction_read_only ${isReadOnly ? '= on' : ''}`,
      ),
    )
    await other.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'taskpact' and pid <> pg_backend_pid()`)
  }
  try {
    await setReadOnly(true)
    expect(await until('read-only')).toBe('read-only')
    await expect(change()).rejects.toMatchObject({ cause: { code: '25006' } })

    await other.db.execute(sql.raw('alter database postgres reset default_transaction_read_only'))
    await change()
  } finally {
    await setReadOnly(false)
    await other.close()
  }
  expect(await until('ready')).toBe('ready')
})

it('is outdated if no migration was ever applied', async () => {
  await open(1)
  await database.db.execute(sql`create database empty`)
  await database.close()
  await open(1, server.url.replace(/\/postgres$/, '/empty'))

  expect(await database.check(1000)).toBe('outdated')
  await database.migrate()
  expect(await database.check(1000)).toBe('ready')
})

async function connectionsOfTaskpact(): Promise<number | undefined> {
  const other = await openDatabase(server.url, { poolMax: 1 })
  const [row] = (await other.db.execute(
    sql`select count(*)::int as count from pg_stat_activity where application_name = 'taskpact' and pid <> pg_backend_pid()`,
  )) as unknown as { count: number }[]
  await other.close()
  return row?.count
}
