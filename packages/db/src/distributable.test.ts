import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from './open-database.js'
import { createTestDatabase, type TestDatabase } from './testing.js'

/** What a database requires to distribute tables by user. */
describe('every table of users', () => {
  let created: TestDatabase
  let database: OpenDatabase
  beforeAll(async () => {
    created = await createTestDatabase()
    database = await openDatabase(created.url, { poolMax: 1 })
    await database.migrate()
  })
  afterAll(async () => {
    await database?.close()
    await created?.drop()
  })

  it('leads each index with the user, except the one by which the purge finds users', async () => {
    expect(
      await rows(sql`
        select i.indrelid::regclass::text as name, a.attname as first, count(*)::int as indexes
        from pg_index i left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
          and i.indrelid not in ('users'::regclass, 'emails'::regclass, 'access_tokens'::regclass, 'identities'::regclass,
            'oauth_records'::regclass, 'oauth_keys'::regclass)
          and i.indexrelid <> 'tasks_purge'::regclass
        group by 1, 2 order by 1`),
    ).toEqual([
      { name: 'auth_events', first: 'user_id', indexes: expect.any(Number) },
      { name: 'email_tokens', first: 'user_id', indexes: expect.any(Number) },
      { name: 'ended_tokens', first: 'user_id', indexes: expect.any(Number) },
      { name: 'idempotency_keys', first: 'user_id', indexes: expect.any(Number) },
      { name: 'mails', first: 'user_id', indexes: expect.any(Number) },
      { name: 'passkeys', first: 'user_id', indexes: expect.any(Number) },
      { name: 'recovery_codes', first: 'user_id', indexes: expect.any(Number) },
      { name: 'sessions', first: 'user_id', indexes: expect.any(Number) },
      { name: 'task_summaries', first: 'user_id', indexes: expect.any(Number) },
      { name: 'tasks', first: 'user_id', indexes: expect.any(Number) },
      { name: 'totp_secrets', first: 'user_id', indexes: expect.any(Number) },
      { name: 'used_tickets', first: 'user_id', indexes: expect.any(Number) },
      { name: 'user_revisions', first: 'user_id', indexes: expect.any(Number) },
    ])
  })

  it('references no table except users', async () => {
    expect(
      await rows(sql`
        select conrelid::regclass::text as name, confrelid::regclass::text as refers
        from pg_constraint where contype = 'f' order by 1`),
    ).toEqual(
      [
        'auth_events',
        'email_tokens',
        'idempotency_keys',
        'mails',
        'passkeys',
        'recovery_codes',
        'sessions',
        'task_summaries',
        'tasks',
        'totp_secrets',
        'used_tickets',
        'user_revisions',
      ].map((name) => ({ name, refers: 'users' })),
    )
  })

  it('is unique by what it is distributed by, except for users_email, which is dropped then', async () => {
    expect(
      await rows(sql`
        select indrelid::regclass::text as name, pg_get_indexdef(indexrelid, 1, true) as first from pg_index
        where indisunique and indrelid in ('users'::regclass, 'emails'::regclass, 'access_tokens'::regclass, 'identities'::regclass, 'oauth_records'::regclass, 'oauth_keys'::regclass) order by 1, 2`),
    ).toEqual([
      { name: 'access_tokens', first: 'hash' },
      { name: 'emails', first: 'email' },
      { name: 'identities', first: 'hash' },
      { name: 'oauth_keys', first: 'id' },
      { name: 'oauth_records', first: 'hash' },
      { name: 'users', first: 'email' },
      { name: 'users', first: 'id' },
    ])
  })

  it('is not distributed on a database without Citus', async () => {
    await expect(database.distribute()).rejects.toThrow(/Citus/)
  })

  async function rows(query: ReturnType<typeof sql>): Promise<unknown> {
    const result = await database.db.execute(query)
    return Array.isArray(result) ? [...result] : (result as unknown as { rows: unknown }).rows
  }
})
