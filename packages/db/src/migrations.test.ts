import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { applyMigrations } from '../test/apply-migrations.js'
import { type OpenDatabase, openDatabase } from './open-database.js'
import { emails, tasks, userRevisions } from './schema/index.js'
import { createTestDatabase } from './testing.js'

let database: OpenDatabase
let drop: () => Promise<void>

beforeEach(async () => {
  const created = await createTestDatabase({ isEmpty: true })
  drop = created.drop
  database = await openDatabase(created.url, { poolMax: 2 })
})
afterEach(async () => {
  await database.close()
  await drop()
})

it('keeps the tasks of the first version, counts them and case-folds their text', async () => {
  const { db } = database
  await applyMigrations(db, 1)
  await db.execute(sql`insert into users (id, created_at) values ('ada', '2026-01-01T00:00:00.000Z')`)
  await db.execute(sql`insert into user_revisions (user_id, revision) values ('ada', 3)`)
  await db.execute(sql`
    insert into tasks (user_id, id, title, description, revision, created_at, updated_at, deleted_at)
    select 'ada', gen_random_uuid(), title, 'about it', n, now(), now(), case when n = 3 then now() end
    from (values (1, 'straße'), (2, 'plain'), (3, 'gone')) as old (n, title)`)

  await database.migrate()

  const [owner] = await db.select().from(userRevisions)
  expect(owner).toMatchObject({ userId: 'ada', revision: 3, taskCount: 2, purgedRevision: 0, countedRevision: 0 })
  const stored = await db.select().from(tasks).orderBy(tasks.revision)
  expect(stored.map(({ title }) => title)).toEqual(['straße', 'plain', 'gone'])
  expect(stored[1]).toMatchObject({ titleKey: 'PLAIN', descriptionKey: 'ABOUT IT', tags: [], priority: 0, dueAt: null })
  expect(stored[0]?.titleKey).toBe('STRASSE')
  expect(stored[0]).toMatchObject({ titleSortKey: null, keysRevision: null })
})

it('gives the e-mail addresses of the previous release to their users', async () => {
  const { db } = database
  await applyMigrations(db, 7)
  await db.execute(sql`
    insert into users (id, email, created_at) values ('ada', 'ada@example.com', now()), ('none', null, now())`)

  await database.migrate()

  expect(await db.select().from(emails)).toEqual([{ email: 'ada@example.com', owner: 'ada' }])
})
