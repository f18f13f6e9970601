import { idempotencyKeys, tasks, userRevisions } from '@taskpact/db'
import { purge, purgeIdempotencyKeys } from '@taskpact/service'
import { expectProblem, json } from '@taskpact/testing'
import { eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { type OpenServer, type RestUser, signInAgain, startOpenServer, userOf } from '../support/task-user.js'

const start = new Date('2026-11-23T12:00:00.000Z')
const day = (days: number) => new Date(start.getTime() + days * 86_400_000)

describe('the job that empties the trash', () => {
  const recorder = recordStatements()
  let clock = start
  let server: OpenServer
  beforeAll(async () => {
    server = await startOpenServer({ now: () => clock, onQuery: recorder.onQuery })
  })
  afterAll(() => server?.close())

  /** Tokens do not last for days. */
  async function at<T>(days: number, work: (...people: RestUser[]) => Promise<T>, ...people: RestUser[]): Promise<T> {
    clock = day(days)
    return work(...(await Promise.all(people.map((one) => signInAgain(server, one)))))
  }
  const purgeAt = async (days: number) => {
    await purgeIdempotencyKeys(server.db, day(days))
    return purge({ db: server.db, now: day(days), retentionDays: 30 })
  }
  const titles = async (one: RestUser, trashed: boolean) =>
    (await one.list(`trashed=${trashed}`)).map(({ title }) => title).sort()

  it('deletes what has been there for too long, of every user, and keeps the rest', async () => {
    clock = day(0)
    const [ada, eve] = [await userOf(server), await userOf(server)]
    for (const one of [ada, eve]) {
      await one.make('live')
      await one.remove(await one.make('old'))
    }
    await at(1, async (ada) => ada?.remove(await ada.make('young')), ada)

    expect(await purgeAt(30)).toBe(0)
    expect(await purgeAt(30.5)).toBe(2)
    expect(await purgeAt(30.5)).toBe(0)
    await at(
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

  it('counts from the last time that a task came to the trash', async () => {
    clock = day(0)
    const ada = await userOf(server)
    const task = await ada.make('twice')
    await ada.remove(task)
    await at(10, async (ada) => ada?.send('POST', `tasks/${task.id}/restore`), ada)
    expect(await purgeAt(31)).toBe(0)
    await at(20, async (ada) => ada?.remove(task), ada)

    expect(await purgeAt(49)).toBe(0)
    expect(await purgeAt(51)).toBe(1)
  })

  it('shows in the tag of the trash, and in cursors from before', async () => {
    clock = day(0)
    const ada = await userOf(server)
    const changes = async (since = '') => ada.send('GET', `changes?limit=500${since && `&since=${since}`}`)
    const cursor = async () => ((await changes()).body as { nextCursor: string }).nextCursor
    const task = await ada.make()
    const unaware = await cursor()
    await ada.remove(task)
    await ada.make('newer')
    const aware = await cursor()
    const tag = async () => (await ada.send('GET', 'tasks?trashed=true')).headers.etag
    const before = await tag()

    expect(await purgeAt(31)).toBe(1)
    expect(await tag()).not.toBe(before)
    expectProblem(await changes(unaware), 'cursor_expired')
    expect(await changes(aware)).toMatchObject({ status: 200, body: { items: [], hasMore: false } })
    expect(await ada.make('next')).toMatchObject({ revision: expect.any(Number) })
    expect(await changes(aware)).toMatchObject({ status: 200, body: { items: [{ task: { title: 'next' } }] } })
  })

  it('leaves the tag and the cursors of who loses nothing', async () => {
    clock = day(0)
    const [ada, eve] = [await userOf(server), await userOf(server)]
    await ada.make()
    await eve.remove(await eve.make())
    const rowOf = async ({ id }: RestUser) => server.db.select().from(userRevisions).where(eq(userRevisions.userId, id))
    const before = await rowOf(ada)

    expect(await purgeAt(31)).toBe(1)
    expect(await rowOf(ada)).toEqual(before)
  })

  it('works in small transactions, and twice at once does no harm', async () => {
    clock = day(0)
    const [ada, eve] = [await userOf(server), await userOf(server)]
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
    const kept = await ada.make('kept')

    let purged: number[] = []
    const statements = await recorder.during(async () => {
      purged = await Promise.all([purgeAt(31), purgeAt(31), ada.make('meanwhile').then(() => 0)])
    })
    const rest = await purgeAt(31)

    expect(purged.reduce((sum, one) => sum + one, rest)).toBe(2600)
    expect(statements.filter(({ text }) => text.includes('purged as (')).length).toBeGreaterThanOrEqual(3)
    expect((await ada.list()).map(({ title }) => title)).toEqual(['meanwhile', kept.title])
    expect(await ada.list('trashed=true')).toEqual([])
  })

  it('loses no task that is restored at the same moment', async () => {
    clock = day(0)
    const ada = await userOf(server)
    const made = await Promise.all(Array.from({ length: 8 }, (_, index) => ada.make(`task ${index}`)))
    for (const task of made) await ada.remove(task)
    const restoring = made.map(({ id }) => ada.send('POST', `tasks/${id}/restore`))
    const [purged, ...answers] = await Promise.all([purgeAt(31), ...restoring])
    const restored = answers.filter(({ status }) => status === 200).length

    expect(answers.filter(({ status }) => status === 404)).toHaveLength(8 - restored)
    expect(await ada.list()).toHaveLength(restored)
    expect(purged + restored).toBe(8)
  })

  it('forgets answers that are kept no longer', async () => {
    clock = day(0)
    const ada = await userOf(server)
    const keyed = (key: string) => json({ title: 'Keyed' }, { 'idempotency-key': key })
    await ada.send('POST', 'tasks', keyed('old'))
    await at(0.5, async (ada) => ada?.send('POST', 'tasks', keyed('young')), ada)
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
