import { idempotencyKeys, tasks, userRevisions } from '@taskpact/db'
import { purge, purgeIdempotencyKeys } from '@taskpact/service'
import { expectProblem, json } from '@taskpact/testing'
import { eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { type OpenServer, type RestUser, signInAgain, signUpUser, startOpenServer } from '../support/task-user.js'

const start = new Date('2026-11-23T12:00:00.000Z')
const day = (days: number) => new Date(start.getTime() + days * 86_400_000)

describe('purge of the trash', () => {
  const recorder = recordStatements()
  let clock = start
  let server: OpenServer
  beforeAll(async () => {
    server = await startOpenServer({ now: () => clock, onQuery: recorder.onQuery })
  })
  afterAll(() => server?.close())

  /** Runs a function at a later day, with new tokens because the previous ones have expired. */
  async function onDay<T>(days: number, run: (...users: RestUser[]) => Promise<T>, ...users: RestUser[]): Promise<T> {
    clock = day(days)
    return run(...(await Promise.all(users.map((one) => signInAgain(server, one)))))
  }
  const purgeAt = async (days: number) => {
    await purgeIdempotencyKeys(server.db, day(days))
    return purge({ db: server.db, now: day(days), retentionDays: 30 })
  }
  const titles = async (one: RestUser, trashed: boolean) =>
    (await one.listTasks(`trashed=${trashed}`)).map(({ title }) => title).sort()

  it('deletes the tasks of every user after the retention period, and no others', async () => {
    clock = day(0)
    const [ada, eve] = [await signUpUser(server), await signUpUser(server)]
    for (const one of [ada, eve]) {
      await one.createTask('live')
      await one.deleteTask(await one.createTask('old'))
    }
    await onDay(1, async (ada) => ada?.deleteTask(await ada.createTask('young')), ada)

    expect(await purgeAt(30)).toBe(0)
    expect(await purgeAt(30.5)).toBe(2)
    expect(await purgeAt(30.5)).toBe(0)
    await onDay(
      30.5,
      async (ada, eve) => {
        expect([await titles(ada as RestUser, true), await titles(ada as RestUser, false)]).toEqual([
          ['young'],
          ['live'],
        ])
        expect([await titles(eve as RestUser, true), await titles(eve as RestUser, false)]).toEqual([[], ['live']])
      },
      ada,
      eve,
    )
    expect(await purgeAt(31.5)).toBe(1)
  })

  it('counts the retention from the last deletion of a task', async () => {
    clock = day(0)
    const ada = await signUpUser(server)
    const task = await ada.createTask('twice')
    await ada.deleteTask(task)
    await onDay(10, async (ada) => ada?.send('POST', `tasks/${task.id}/restore`), ada)
    expect(await purgeAt(31)).toBe(0)
    await onDay(20, async (ada) => ada?.deleteTask(task), ada)

    expect(await purgeAt(49)).toBe(0)
    expect(await purgeAt(51)).toBe(1)
  })

  it('changes the ETag of the trash, and expires cursors from before the deletion', async () => {
    clock = day(0)
    const ada = await signUpUser(server)
    const changes = async (since = '') => ada.send('GET', `changes?limit=500${since && `&since=${since}`}`)
    const cursor = async () => ((await changes()).body as { nextCursor: string }).nextCursor
    const task = await ada.createTask()
    const cursorBeforeDeletion = await cursor()
    await ada.deleteTask(task)
    await ada.createTask('newer')
    const cursorAfterDeletion = await cursor()
    const tag = async () => (await ada.send('GET', 'tasks?trashed=true')).headers.etag
    const before = await tag()

    expect(await purgeAt(31)).toBe(1)
    expect(await tag()).not.toBe(before)
    expectProblem(await changes(cursorBeforeDeletion), 'cursor_expired')
    expect(await changes(cursorAfterDeletion)).toMatchObject({ status: 200, body: { items: [], hasMore: false } })
    expect(await ada.createTask('next')).toMatchObject({ revision: expect.any(Number) })
    expect(await changes(cursorAfterDeletion)).toMatchObject({
      status: 200,
      body: { items: [{ task: { title: 'next' } }] },
    })
  })

  it('does not change the ETag or the cursors of other users', async () => {
    clock = day(0)
    const [ada, eve] = [await signUpUser(server), await signUpUser(server)]
    await ada.createTask()
    await eve.deleteTask(await eve.createTask())
    const rowOf = async ({ id }: RestUser) => server.db.select().from(userRevisions).where(eq(userRevisions.userId, id))
    const before = await rowOf(ada)

    expect(await purgeAt(31)).toBe(1)
    expect(await rowOf(ada)).toEqual(before)
  })

  it('uses several small transactions and can run concurrently', async () => {
    clock = day(0)
    const [ada, eve] = [await signUpUser(server), await signUpUser(server)]
    const file = JSON.stringify(Array.from({ length: 1300 }, (_, index) => ({ title: `old ${index}` })))
    for (const one of [ada, eve]) {
      const headers = { 'content-type': 'application/json' }
      expect(await one.send('POST', 'tasks/import', { body: file, headers })).toMatchObject({ status: 200 })
    }
    const users = [ada.id, eve.id]
    await server.db
      .update(tasks)
      .set({ deletedAt: day(0).toISOString() })
      .where(inArray(tasks.userId, users))
    await server.db.update(userRevisions).set({ taskCount: 0 }).where(inArray(userRevisions.userId, users))
    const stored = await ada.createTask('kept')

    let purged: number[] = []
    const statements = await recorder.during(async () => {
      purged = await Promise.all([purgeAt(31), purgeAt(31), ada.createTask('concurrent').then(() => 0)])
      purged.push(await purgeAt(31)) // a purge skips a user with a concurrent write
    })

    expect(purged.reduce((sum, one) => sum + one, 0)).toBe(2600)
    expect(statements.filter(({ text }) => text.includes('purged as (')).length).toBeGreaterThanOrEqual(3)
    expect((await ada.listTasks()).map(({ title }) => title)).toEqual(['concurrent', stored.title])
    expect(await ada.listTasks('trashed=true')).toEqual([])
  })

  it('does not delete a task that is restored concurrently', async () => {
    clock = day(0)
    const ada = await signUpUser(server)
    const created = await Promise.all(Array.from({ length: 8 }, (_, index) => ada.createTask(`task ${index}`)))
    for (const task of created) await ada.deleteTask(task)
    const pending = created.map(({ id }) => ada.send('POST', `tasks/${id}/restore`))
    const [purged, ...responses] = await Promise.all([purgeAt(31), ...pending])
    const restored = responses.filter(({ status }) => status === 200).length

    expect(responses.filter(({ status }) => status === 404)).toHaveLength(8 - restored)
    expect(await ada.listTasks()).toHaveLength(restored)
    expect(purged + restored).toBe(8)
  })

  it('deletes expired idempotency keys', async () => {
    clock = day(0)
    const ada = await signUpUser(server)
    const keyedTask = (key: string) => json({ title: 'Keyed' }, { 'idempotency-key': key })
    await ada.send('POST', 'tasks', keyedTask('old'))
    await onDay(0.5, async (ada) => ada?.send('POST', 'tasks', keyedTask('young')), ada)
    const keys = async () => {
      const rows = await server.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.userId, ada.id))
      return rows.map(({ key }) => key).sort()
    }

    await purgeAt(0.99)
    expect(await keys()).toEqual(['old', 'young'])
    await purgeAt(1.01)
    expect(await keys()).toEqual(['young'])
  })
})
