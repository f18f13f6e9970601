import type { Task } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import type { Action } from './task-actions.js'
import { countersOf, expectConsistentCounters, keysOf } from './user-counters.js'
import { writeConcurrently } from './write-concurrently.js'

const quota = 12
const twoRows = (title: string) => JSON.stringify([{ title: `${title} 1` }, { title: `${title} 2` }])

/** Inputs of operations that accept a key, and the number of revisions of one effect. */
const kinds = {
  create: { revisions: 1, input: async () => ({ title: 'One' }) },
  batch: {
    revisions: 2,
    input: async () => ({ operations: [1, 2].map((n) => ({ op: 'create', title: `Batch ${n}` })) }),
  },
  import: { revisions: 2, input: async () => ({ format: 'json', content: twoRows('Import') }) },
  restore: { revisions: 1, input: async (user: InstancesUser) => ({ taskId: await trashed(user) }) },
} as const
const names = Object.keys(kinds) as (keyof typeof kinds)[]

describe('idempotency keys under concurrent calls', () => {
  let instances: Instances
  let now = new Date()
  beforeAll(async () => {
    instances = await startInstances({ env: { MAX_TASKS_PER_USER: String(quota) }, now: () => now })
  })
  afterAll(() => instances?.close())

  it.each(names)('%s sent twenty times concurrently has one effect and equal responses', async (name) => {
    const user = await instances.signUp()
    const input = { ...(await kinds[name].input(user)), idempotencyKey: 'same' }
    const before = await countersOf(instances.db, user.id)

    const outcomes = await concurrently(20, () => user.call(`tasks.${name}`, input))

    expect(outcomes[0]).toMatchObject({ ok: true })
    expect(outcomes).toEqual(outcomes.map(() => outcomes[0]))
    expect((await countersOf(instances.db, user.id)).revision).toBe(before.revision + kinds[name].revisions)
    await expectConsistentCounters(instances.db, user.id)
  })

  it('have one effect each, however calls are repeated and mixed', async () => {
    const calls = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 99 })), {
        minLength: 3,
        maxLength: 6,
        selector: String,
      })
      .chain((keys) =>
        fc.tuple(fc.constant(keys), fc.array(fc.constantFrom(...keys.keys()), { minLength: 15, maxLength: 25 })),
      )
    await fc.assert(
      fc.asyncProperty(calls, async ([keys, order]) => {
        const user = await instances.signUp()
        const actions: Action[] = []
        for (const [name, n] of keys) {
          const input = { ...(await kinds[name].input(user)), idempotencyKey: `${name}-${n}` }
          actions.push({ name: `tasks.${name}`, input })
        }
        const before = await countersOf(instances.db, user.id)

        const calls = await writeConcurrently(user, toScripts(order.map((index) => actions[index] as Action)))

        const used = [...new Set(order)]
        for (const index of used) {
          const outcomes = calls.filter(({ input }) => input === actions[index]?.input).map(({ outcome }) => outcome)
          expect(outcomes).toEqual(outcomes.map(() => outcomes[0]))
          expect(outcomes[0]).toMatchObject({ ok: true })
        }
        const effects = used.reduce((sum, index) => sum + kinds[(keys[index] as (typeof keys)[0])[0]].revisions, 0)
        expect((await countersOf(instances.db, user.id)).revision).toBe(before.revision + effects)
        expect(await keysOf(instances.db, user.id)).toEqual(
          used.map((index) => (actions[index] as Action).input.idempotencyKey).sort(),
        )
        await expectConsistentCounters(instances.db, user.id)
      }),
      fewRuns(10),
    )
  })

  it('are not stored by calls that exceed the quota, and can be reused', async () => {
    const user = await instances.signUp()
    const restorable = await trashed(user)
    const taskIds = await fill(user)
    const inputs: Action[] = [
      { name: 'tasks.create', input: { title: 'One more', idempotencyKey: 'create' } },
      { name: 'tasks.batch', input: { operations: [{ op: 'create', title: 'One more' }], idempotencyKey: 'batch' } },
      { name: 'tasks.import', input: { format: 'json', content: '[{"title":"One more"}]', idempotencyKey: 'import' } },
      { name: 'tasks.restore', input: { taskId: restorable, idempotencyKey: 'restore' } },
    ]
    const before = await state(instances, user)

    const refused = await writeConcurrently(
      user,
      [...inputs, ...inputs, ...inputs].map((one) => [one]),
    )

    expect(refused.map(({ outcome }) => outcome)).toEqual(
      refused.map(({ name }) => ({
        ok: false,
        code: 'quota_exceeded',
        fields: name === 'tasks.batch' ? ['body/operations/0'] : [],
      })),
    )
    expect(await state(instances, user)).toEqual(before)
    expect(await keysOf(instances.db, user.id)).toEqual([])

    for (const taskId of taskIds.slice(0, inputs.length)) await user.tasks('remove', { taskId })
    const calls = await writeConcurrently(
      user,
      [...inputs, ...inputs, ...inputs].map((one) => [one]),
    )

    expect(calls.every(({ outcome }) => outcome.ok)).toBe(true)
    expect((await tasksById(user)).size).toBe(quota)
    await expectConsistentCounters(instances.db, user.id)
  })

  it('are not stored by an atomic batch that fails, and can be reused', async () => {
    const user = await instances.signUp()
    const taskId = await trashed(user)
    const operations = [
      { op: 'create', title: 'First' },
      { op: 'complete', taskId, completed: true },
    ]
    const batch = { operations, idempotencyKey: 'batch' }
    const before = await state(instances, user)

    const refused = await concurrently(6, () => user.call('tasks.batch', batch))

    expect(refused).toEqual(refused.map(() => ({ ok: false, code: 'not_found', fields: ['body/operations/1'] })))
    expect(await state(instances, user)).toEqual(before)
    expect(await keysOf(instances.db, user.id)).toEqual([])

    await user.tasks('restore', { taskId })
    const calls = await concurrently(6, () => user.call('tasks.batch', batch))

    expect(calls).toEqual(calls.map(() => calls[0]))
    expect(calls[0]).toMatchObject({ ok: true })
    expect([...(await tasksById(user)).values()].map(({ title }) => title).sort()).toEqual(['First', 'Trashed'])
  })

  it('of two users are independent', async () => {
    const users = await Promise.all([instances.signUp(), instances.signUp()])
    const input = { title: 'Mine', idempotencyKey: 'same' }

    const outcomes = await Promise.all(users.flatMap((user) => [1, 2, 3].map(() => user.tasks('create', input))))

    expect(outcomes.map(({ userId }) => userId)).toEqual(users.flatMap(({ id }) => [id, id, id]))
    for (const user of users) {
      expect((await tasksById(user)).size).toBe(1)
      expect(await keysOf(instances.db, user.id)).toEqual(['same'])
    }
  })

  it('are refused with idempotency_key_reused if a concurrent call with another input used them first', async () => {
    const user = await instances.signUp()

    const outcomes = await concurrently(8, (n) =>
      user.call('tasks.create', { title: `Title ${n % 4}`, idempotencyKey: 'contested' }),
    )

    const [task] = [...(await tasksById(user)).values()] as [Task]
    expect(outcomes).toEqual(
      outcomes.map((_, n) =>
        task.title === `Title ${n % 4}`
          ? { ok: true, value: task }
          : { ok: false, code: 'idempotency_key_reused', fields: [] },
      ),
    )
    expect((await countersOf(instances.db, user.id)).taskCount).toBe(1)
  })

  it('have one more effect after a day, however many calls are concurrent', async () => {
    const { email, id } = await instances.signUp()
    const input = { title: 'Daily', idempotencyKey: 'daily' }
    const first = await (await instances.signIn(email)).tasks('create', input)
    now = new Date(now.getTime() + 24 * 60 * 60_000 + 1)
    const later = await instances.signIn(email)

    const outcomes = await concurrently(10, () => later.tasks('create', input))

    expect(new Set(outcomes.map((task) => task.id)).size).toBe(1)
    expect(outcomes[0]?.id).not.toBe(first.id)
    expect((await countersOf(instances.db, id)).taskCount).toBe(2)
  })
})

function concurrently<T>(count: number, call: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => call(n)))
}

/** Distributes actions over three writers. */
function toScripts(actions: readonly Action[]): Action[][] {
  return [0, 1, 2].map((writer) => actions.filter((_, index) => index % 3 === writer))
}

async function trashed(user: InstancesUser): Promise<string> {
  const { id } = await user.tasks('create', { title: 'Trashed' })
  await user.tasks('remove', { taskId: id })
  return id
}

/** Creates as many tasks as the quota permits. */
async function fill(user: InstancesUser): Promise<string[]> {
  const rows = Array.from({ length: quota }, (_, n) => ({ title: `Task ${n}` }))
  await user.tasks('import', { format: 'json', content: JSON.stringify(rows) })
  return [...(await tasksById(user)).keys()]
}

async function state({ db }: Instances, user: InstancesUser) {
  return { tasks: await tasksById(user), ledger: await countersOf(db, user.id) }
}
