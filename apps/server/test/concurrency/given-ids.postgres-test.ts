import type { Task } from '@taskpact/contract'
import type { Outcome } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import { queueOnLock } from './queue-on-lock.js'
import { countersOf, expectConsistentCounters } from './user-counters.js'

const id = '0199e8f4-63a1-4d0e-8b11-9f1e5f0c2a77'
const title = 'Buy milk'
const operation = { op: 'create', title, id }

/** Ways to create the task. */
const creations: Readonly<Record<string, (user: InstancesUser) => Promise<Outcome>>> = {
  create: (user) => user.call('tasks.create', { title, id }),
  'create with a key': (user) => user.call('tasks.create', { title, id, idempotencyKey: crypto.randomUUID() }),
  'atomic batch': (user) => user.call('tasks.batch', { operations: [operation] }),
}
const names = Object.keys(creations)

describe('concurrent creations of a task with the same id', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  const create = (name: string, user: InstancesUser) => creations[name]?.(user) as Promise<Outcome>

  it('succeed once, and fail with conflict otherwise', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await instances.signUp()

      const outcomes = await Promise.all([...names, ...names, ...names, ...names].map((name) => create(name, user)))

      const [created, ...others] = [...(await tasksById(user)).values()]
      expect(others).toEqual([])
      expect(created).toMatchObject({ id, revision: 1 })
      expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).sort()).toEqual([
        ...outcomes.slice(1).map(() => 'conflict'),
        'ok',
      ])
      expect(await countersOf(instances.db, user.id)).toMatchObject({ revision: 1, taskCount: 1 })
    }
  })

  it.each(names.flatMap((first) => names.map((second) => [second, first] as const)))(
    '%s that waits for %s fails with conflict',
    async (second, first) => {
      const user = await instances.signUp()

      const outcomes = await queueOnLock(instances.db, user, [() => create(first, user), () => create(second, user)])

      expect(outcomes).toMatchObject([{ ok: true }, { ok: false, code: 'conflict' }])
      expect(await countersOf(instances.db, user.id)).toMatchObject({ revision: 1, taskCount: 1 })
    },
  )

  it('name the current revision of the task for which they waited', async () => {
    const user = await instances.signUp()

    const [created, batch] = await queueOnLock(instances.db, user, [
      () => user.tasks('create', { title, id }),
      () => user.tasks('batch', { operations: [operation, { op: 'create', title: 'Other' }], atomic: false }),
    ])

    const [refused, other] = batch.results
    expect(refused?.problem).toMatchObject({ code: 'conflict', currentRevision: created.revision })
    expect(other?.task).toMatchObject({ revision: created.revision + 1 })
    await expectConsistentCounters(instances.db, user.id)
  })

  it.each(names)('%s succeeds if it waits for the permanent deletion of the task', async (name) => {
    const user = await instances.signUp()
    await user.tasks('create', { title: 'Old', id })
    await user.tasks('remove', { taskId: id })

    const [, outcome] = await queueOnLock(instances.db, user, [
      () => user.tasks('purge', { taskId: id }),
      () => create(name, user),
    ])

    expect(outcome).toMatchObject({ ok: true })
    expect(await user.tasks('get', { taskId: id })).toMatchObject({ title, revision: 4 } satisfies Partial<Task>)
    await expectConsistentCounters(instances.db, user.id)
  })

  it('of two users succeed for both', async () => {
    const users = await Promise.all([instances.signUp(), instances.signUp()])

    const outcomes = await Promise.all(users.map((user) => user.tasks('create', { title, id })))

    expect(outcomes).toMatchObject(users.map((user) => ({ id, userId: user.id, revision: 1 })))
  })
})
