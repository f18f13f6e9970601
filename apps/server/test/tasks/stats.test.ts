import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Task, TaskStats } from '@taskpact/contract'
import { purge, refillKeys } from '@taskpact/service'
import { json } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fewRuns } from '../concurrency/few-runs.js'
import { actionOrPurge, sharedIds } from '../concurrency/task-actions.js'
import { expectedStats } from '../support/expected-stats.js'
import { type OpenServer, startOpenServer } from '../support/task-user.js'

const now = new Date('2026-11-24T15:30:00.000Z')
const zones = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns']
/** More than `stats` reads: the first call stores their counts. */
const many = 520

describe('statistics of a user with many tasks', () => {
  let server: OpenServer
  let ada: Awaited<ReturnType<OpenServer['signUp']>>
  beforeAll(async () => {
    server = await startOpenServer({ now: () => now })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
  })

  const call = (name: string, input: object = {}) =>
    server.by('in-process').call(`tasks.${name}`, { ...input }, ada.token)
  const value = <T>(name: string, input: object = {}) =>
    server.by('in-process').value<T>(`tasks.${name}`, { ...input }, ada.token)

  /** Creates or updates tasks by an import, the shared ones first. */
  async function importMany(change: (n: number) => object): Promise<void> {
    const content = JSON.stringify(
      Array.from({ length: many }, (_, n) => ({ id: idOf(n), title: `Task ${n}`, ...change(n) })),
    )
    expect(await value('import', { format: 'json', content })).toMatchObject({ failed: [] })
  }

  async function allTasks(): Promise<Task[]> {
    const { body } = await ada.send('GET', 'tasks/export?format=json')
    return body as Task[]
  }

  async function expectRight(): Promise<void> {
    const tasks = await allTasks()
    for (const timeZone of zones) {
      expect(await value<TaskStats>('stats', { timeZone })).toEqual(expectedStats(tasks, now, timeZone))
    }
  }

  const countedRevision = async () => {
    const [owner] = await rows<{ counted: number }>(
      sql`select counted_revision::int as counted from user_revisions where user_id = ${ada.id}`,
    )
    return owner?.counted
  }
  async function rows<T>(query: ReturnType<typeof sql>): Promise<T[]> {
    const result: unknown = await server.db.execute(query)
    return Array.isArray(result) ? [...result] : (result as { rows: T[] }).rows
  }

  it('are right after any changes', async () => {
    await importMany(mixed)
    await expectRight()
    expect(await countedRevision()).toBe(many)
    await fc.assert(
      fc.asyncProperty(fc.array(actionOrPurge, { minLength: 4, maxLength: 10 }), async (actions) => {
        for (const { name, input } of actions) await server.by('in-process').call(name, input, ada.token)
        await expectRight()
      }),
      fewRuns(12),
    )
    expect(await countedRevision()).toBe(many)
  })

  it.each(['update', 'complete', 'remove', 'restore', 'purge', 'batch', 'import'])(
    'do not need all tasks after a call of %s',
    async (name) => {
      await importMany(mixed)
      await value('remove', { taskId: idOf(1) })
      await value('remove', { taskId: idOf(2) })
      await value('stats')
      await value(name, inputs[name as keyof typeof inputs])
      await expectRight()
      expect(await countedRevision()).toBe(many + 2)
    },
  )

  it('do not need all tasks after a task has been trashed and purged', async () => {
    await importMany(mixed)
    await value('stats')
    for (const name of ['update', 'remove', 'purge']) {
      await value(name, { taskId: idOf(3), ...(name === 'update' && { tags: ['new'] }) })
      await expectRight()
    }
    expect(await countedRevision()).toBe(many)
  })

  it('do not need all tasks after the job has purged counted ones', async () => {
    await importMany(mixed)
    await value('stats')
    for (const taskId of [idOf(3), idOf(4)]) await value('remove', { taskId })
    await purge({ db: server.db, now: new Date(now.getTime() + 86_400_000 * 31), retentionDays: 30 })
    expect(await call('get', { taskId: idOf(3) })).toMatchObject({ ok: false, code: 'not_found' })
    await expectRight()
    expect(await countedRevision()).toBe(many)
  })

  it('are right after more tasks have been purged than are stored', async () => {
    await importMany((n) => ({ ...mixed(n), tags: ['a', 'b', 'c', 'd', 'e'] }))
    await value('stats')
    const ids = Array.from({ length: 350 }, (_, n) => idOf(n))
    for (let from = 0; from < ids.length; from += 100)
      await value('batch', { operations: ids.slice(from, from + 100).map((taskId) => ({ op: 'remove', taskId })) })
    for (const taskId of ids) await value('purge', { taskId })
    const [summary] = await rows<{ size: number }>(
      sql`select cardinality(purged) as size from task_summaries where user_id = ${ada.id}`,
    )
    expect(summary?.size).toBeGreaterThanOrEqual(2000)
    expect(summary?.size).toBeLessThan(2010)
    await expectRight()
  })

  it('end while the counts are discarded again and again', async () => {
    await importMany(mixed)
    let ended = false
    const discarding = (async () => {
      while (!ended) {
        await server.db.execute(sql`
          update user_revisions set counted_revision = 0, counted_since = revision where user_id = ${ada.id}`)
        await nextTurn()
      }
    })()
    await expectRight()
    ended = true
    await discarding
  })

  const inputs = {
    update: { taskId: idOf(3), priority: 'high', tags: ['HOME', 'x'], dueAt: null, dueDate: '2026-11-24' },
    complete: { taskId: idOf(3) },
    remove: { taskId: idOf(3) },
    restore: { taskId: idOf(1) },
    purge: { taskId: idOf(2) },
    batch: {
      operations: [idOf(3), idOf(4), idOf(3)].map((taskId, n) => ({
        op: 'update',
        taskId,
        priority: n === 0 ? 'high' : 'low',
      })),
    },
    import: {
      format: 'json',
      content: JSON.stringify([1, 3, 4, 900].map((n) => ({ id: idOf(n), title: 'Imported', tags: ['home'] }))),
    },
  }

  it('are right after more changes than are read', async () => {
    await importMany(mixed)
    await expectRight()
    await importMany((n) => ({
      completed: n % 2 === 0,
      tags: n % 3 === 0 ? ['HOME', 'new'] : [],
      dueDate: null,
      dueAt: null,
    }))
    await expectRight()
    expect(await countedRevision()).toBe(2 * many)
  })

  it('are right without tasks again', async () => {
    await importMany(mixed)
    await expectRight()
    for (let from = 0; from < many; from += 100) {
      const ids = Array.from({ length: Math.min(100, many - from) }, (_, n) => idOf(from + n))
      await value('batch', { operations: ids.map((taskId) => ({ op: 'remove', taskId })) })
    }
    await purge({ db: server.db, now: new Date(now.getTime() + 86_400_000 * 31), retentionDays: 30 })

    expect(await value('stats')).toMatchObject({ total: 0, completed: 0, overdue: 0, byTag: [] })
    await value('create', { title: 'New', tags: ['work'] })
    expect(await value('stats')).toMatchObject({ total: 1, byTag: [{ tag: 'work', count: 1 }] })
  })

  it.each(['an update', 'a removal', 'a creation'].flatMap((name) => [1, 2].map((times) => [name, times] as const)))(
    'are right after %s by the previous release, of tasks that were counted %i times',
    async (name, times) => {
      for (let n = 0; n < times; n++) {
        await importMany((one) => ({ dueDate: null, dueAt: null, ...mixed(one + n) }))
        await expectRight()
      }
      await previousRelease[name as keyof typeof previousRelease](idOf(7))
      await expectRight()
      expect(await call('update', { taskId: idOf(8), priority: 'high', tags: ['other'] })).toMatchObject({ ok: true })
      await expectRight()
    },
  )

  it('are right after the keys of tags have been written again', async () => {
    await importMany(mixed)
    await expectRight()
    const [id] = sharedIds
    await server.db.execute(sql`
      with bump as (update user_revisions set revision = revision + 1 where user_id = ${ada.id} returning revision)
      update tasks set tags = '{Été}', tags_key = ${'\nOther\n'}, keys_revision = null, revision = (select revision from bump)
      where user_id = ${ada.id} and id = ${id}::uuid`)
    await value('stats')
    await refillKeys({ db: server.db })
    await expectRight()
    await ada.send('PATCH', `tasks/${id}`, json({ tags: [] }))
    await expectRight()
  })

  const previousRelease = {
    'an update': (id: string) =>
      server.db.execute(sql`
        with bump as (update user_revisions set revision = revision + 1 where user_id = ${ada.id} returning revision)
        update tasks set priority = 3, completed_at = now(), revision = (select revision from bump)
        where user_id = ${ada.id} and id = ${id}::uuid`),
    'a removal': (id: string) =>
      server.db.execute(sql`
        with bump as (
          update user_revisions set revision = revision + 1, task_count = task_count - 1 where user_id = ${ada.id} returning revision
        )
        update tasks set deleted_at = now(), revision = (select revision from bump) where user_id = ${ada.id} and id = ${id}::uuid`),
    'a creation': () =>
      server.db.execute(sql`
        with bump as (
          update user_revisions set revision = revision + 1, task_count = task_count + 1 where user_id = ${ada.id}
          returning user_id, revision
        )
        insert into tasks (user_id, id, title, revision, created_at, updated_at)
        select user_id, gen_random_uuid(), 'Previous', revision, now(), now() from bump`),
  }
})

function idOf(n: number): string {
  return sharedIds[n] ?? `0199e8f4-63a1-7d0e-8b11-${String(n).padStart(12, '0')}`
}

/** Fields of different tasks, with due times around the clock of the server. */
function mixed(n: number): object {
  const hours = (count: number) => new Date(now.getTime() + count * 3_600_000).toISOString()
  return {
    completed: n % 5 === 0,
    priority: ['none', 'low', 'medium', 'high'][n % 4],
    tags: [['home'], ['Home', 'work'], ['HOME'], []][n % 4],
    ...(n % 3 === 0 && { dueAt: hours((n % 97) - 48) }),
    ...(n % 3 === 1 && { dueDate: hours(((n % 9) - 4) * 24).slice(0, 10) }),
  }
}
