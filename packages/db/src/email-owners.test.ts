import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from './open-database.js'
import { emails } from './schema/index.js'
import { createTestDatabase, type TestDatabase } from './testing.js'

describe('owners of e-mail addresses, while the previous release runs too', () => {
  let created: TestDatabase
  let database: OpenDatabase
  beforeAll(async () => {
    created = await createTestDatabase()
    database = await openDatabase(created.url, { poolMax: 1 })
    await database.migrate()
  })
  afterEach(async () => {
    await database.db.execute(sql`delete from users`)
    await database.db.delete(emails)
  })
  afterAll(async () => {
    await database?.close()
    await created?.drop()
  })

  const owners = async () =>
    Object.fromEntries((await database.db.select().from(emails)).map(({ email, owner }) => [email, owner]))
  const addUser = (id: string, email: string | null) =>
    database.db.execute(sql`insert into users (id, email, created_at) values (${id}, ${email}, now())`)

  it('follow what it writes', async () => {
    const { db } = database
    await addUser('ada', 'ada@example.com')
    await addUser('none', null)
    expect(await owners()).toEqual({ 'ada@example.com': 'ada' })
    await db.execute(sql`update users set email = 'lovelace@example.com' where id = 'ada'`)
    await db.execute(sql`update users set email = 'none@example.com', name = 'None' where id = 'none'`)
    expect(await owners()).toEqual({ 'lovelace@example.com': 'ada', 'none@example.com': 'none' })
    await db.execute(sql`update users set email = null where id = 'none'`)
    await db.execute(sql`delete from users where id = 'ada'`)
    expect(await owners()).toEqual({})
  })

  it('cannot be those that this release gives to another user', async () => {
    const { db } = database
    await db.insert(emails).values({ email: 'ada@example.com', owner: 'ada' })

    await expect(addUser('eve', 'ada@example.com')).rejects.toMatchObject({ cause: { code: '23505' } })
    await addUser('eve', 'eve@example.com')
    await db.execute(sql`delete from users where id = 'eve'`)
    expect(await owners()).toEqual({ 'ada@example.com': 'ada' })
  })
})
