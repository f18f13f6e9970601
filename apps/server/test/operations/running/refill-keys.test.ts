import { randomUUID } from 'node:crypto'
import { foldCase } from '@taskpact/contract'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { toCursor } from '@taskpact/engine'
import { refillKeys } from '@taskpact/service'
import { json } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OpenServer, type RestUser, signInAgain, signUpUser, startOpenServer } from '../../support/task-user.js'

/** The statements of the previous release, as far as they concern keys. */
const previousRelease = {
  async create({ db }: OpenServer, userId: string, title: string, tags: readonly string[] = []): Promise<string> {
    const id = randomUUID()
    const tagsKey = tags.length === 0 ? '' : `\n${tags.map(foldCase).join('\n')}\n`
    await db.execute(sql`
      with bump as (
        update user_revisions set revision = revision + 1, task_count = task_count + 1 where user_id = ${userId} returning user_id, revision
      )
      insert into tasks (
        user_id, id, title, description, completed_at, priority, tags, due_date, due_at, deleted_at, revision, created_at,
        updated_at, title_key, description_key, tags_key
      )
      select user_id, ${id}::uuid, ${title}, null, null, 0, ${sql.param(`{${tags.join()}}`)}::text[], null, null, null, revision,
        now(), now(), ${foldCase(title)}, '', ${tagsKey}
      from bump`)
    return id
  },
  async update({ db }: OpenServer, userId: string, id: string, title: string): Promise<void> {
    await db.execute(sql`
      with bump as (update user_revisions set revision = revision + 1 where user_id = ${userId} returning revision)
      update tasks set title = ${title}, title_key = ${foldCase(title)}, revision = (select revision from bump)
      where user_id = ${userId} and id = ${id}::uuid`)
  },
}

describe('tasks that the previous release writes', () => {
  let database: TestDatabase
  let server: OpenServer
  let ada: RestUser
  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startOpenServer({ database })
  })
  afterAll(async () => {
    await server?.close()
    await database?.drop()
  })
  beforeEach(async () => {
    ada = await signUpUser(server)
  })

  const titlesOf = async (query: string) => (await ada.listTasks(encodeURI(query))).map(({ title }) => title)
  const refill = () => refillKeys({ db: server.db })

  it('are found and listed before their keys are written, and sorted and found without accents after it', async () => {
    for (const title of ['Zebra', 'Äpfel', '10 eggs', '2 eggs'])
      await previousRelease.create(server, ada.id, title, ['Café'])
    await ada.createTask('Mango')
    await ada.createTask('ägypten')

    expect(await titlesOf('search=äpfel')).toEqual(['Äpfel'])
    expect(await titlesOf('search=café')).toHaveLength(4)
    expect((await titlesOf('sort=title')).toSorted()).toEqual((await titlesOf('')).toSorted())
    expect(await pages('sort=title')).toEqual(await titlesOf('sort=title'))

    const before = await ada.listTasks('sort=created')
    expect(await refill()).toBe(4)

    expect(await ada.listTasks('sort=created')).toEqual(before)
    expect(await titlesOf('search=apfel')).toEqual(['Äpfel'])
    expect(await titlesOf('search=cafe')).toHaveLength(4)
    expect(await titlesOf('sort=title')).toEqual(['2 eggs', '10 eggs', 'ägypten', 'Äpfel', 'Mango', 'Zebra'])
    expect(await pages('sort=title&order=desc')).toEqual((await titlesOf('sort=title')).toReversed())
    expect(await refill()).toBe(0)
  })

  it('are not listed by the keys of an earlier title', async () => {
    const { id } = await ada.createTask('Äpfel')
    await ada.createTask('Mango')
    await previousRelease.update(server, ada.id, id, 'Öl')

    expect(await titlesOf('search=apfel')).toEqual([])
    expect(await titlesOf('search=öl')).toEqual(['Öl'])
    expect(await titlesOf('sort=title')).toEqual(['Mango', 'Öl'])
    await ada.send('PATCH', `tasks/${id}`, json({ priority: 'high' })) // writes no keys
    expect(await refill()).toBe(1)
    expect(await titlesOf('search=ol')).toEqual(['Öl'])
  })

  it('get their keys in steps, whatever their number', async () => {
    await server.db.execute(sql`
      with bump as (update user_revisions set revision = revision + 130, task_count = 130 where user_id = ${ada.id} returning user_id, revision)
      insert into tasks (user_id, id, title, title_key, revision, created_at, updated_at)
      select user_id, gen_random_uuid(), 'Été ' || n, 'ÉTÉ ' || n, revision - 130 + n, now(), now()
      from bump, generate_series(1, 130) n`)

    expect(await refill()).toBe(130)
    expect(await titlesOf('search=ete&sort=title')).toEqual(Array.from({ length: 100 }, (_, n) => `Été ${n + 1}`))
  })

  it('are left for the next run if they change meanwhile', async () => {
    const id = await previousRelease.create(server, ada.id, 'Été')
    const change = () => previousRelease.update(server, ada.id, id, 'Hiver é')
    await Promise.all([refill(), change(), refill()])
    await refill()

    expect(await titlesOf('search=hiver e')).toEqual(['Hiver é'])
    expect(await titlesOf('search=ete')).toEqual([])
  })

  it('are not those that this release has changed', async () => {
    const { id } = await ada.createTask('Été')
    await ada.send('PATCH', `tasks/${id}`, json({ tags: ['a'] }))
    await ada.send('PATCH', `tasks/${id}/complete`)
    await ada.deleteTask({ id })
    await ada.send('POST', `tasks/${id}/restore`)
    await ada.send('POST', 'tasks/import?format=json', json([{ id, title: 'Hiver' }, { title: 'Automne' }]))
    expect(await refill()).toBe(0)
  })

  // A cursor with the former sort key would skip tasks.
  it('have cursors that are refused', async () => {
    const task = await ada.createTask('Été')
    const cursorOf = (sort: string, key: unknown, order: string) =>
      toCursor(['tasks', { userId: ada.id, status: 'all', trashed: false }, sort, order], [key, task.id])
    const send = (sort: string, cursor: string) => ada.send('GET', `tasks?sort=${sort}&cursor=${cursor}`)

    expect(await send('title', cursorOf('title', 'ETE', 'asc'))).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    })
    // Other cursors of that release expire, because they have no epoch.
    expect(await send('updated', cursorOf('updated', 5, 'desc'))).toMatchObject({
      status: 410,
      body: { code: 'cursor_expired' },
    })
  })

  it('get their keys when a server starts', async () => {
    const id = await previousRelease.create(server, ada.id, 'Été')
    const other = database.url.startsWith('pglite') ? undefined : await startOpenServer({ database })
    try {
      if (!other) {
        await server.close()
        server = await startOpenServer({ database })
        ada = await signInAgain(server, ada)
      }
      await vi.waitFor(async () => expect(await ada.listTasks('search=ete')).toMatchObject([{ id }]), 10_000)
    } finally {
      await other?.close()
    }
  })

  async function pages(query: string): Promise<string[]> {
    const titles: string[] = []
    let cursor: string | null = null
    do {
      const from: string = cursor ? `&cursor=${cursor}` : ''
      const { body } = await ada.send('GET', `tasks?limit=1&${query}${from}`)
      const page = body as { items: { title: string }[]; nextCursor: string | null }
      titles.push(...page.items.map(({ title }) => title))
      cursor = page.nextCursor
    } while (cursor)
    return titles
  }
})
