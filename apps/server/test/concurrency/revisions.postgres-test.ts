import type { Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances, type TaskCall } from './instances.js'
import { tasksById } from './live-tasks.js'
import { actionOrPurge, createShared, scripts } from './task-actions.js'
import { countersOf, expectConsistentCounters } from './user-counters.js'
import { type CompletedCall, write, writeConcurrently } from './write-concurrently.js'

const counts = fc.integer({ min: 2, max: 12 })

/** Operations that accept `ifMatch`, with the error codes that a late one may get. */
const conditional = [
  ['update', { title: 'Changed' }, ['revision_mismatch']],
  ['complete', {}, ['revision_mismatch']],
  ['remove', {}, ['revision_mismatch', 'not_found']],
  ['restore', {}, ['revision_mismatch', 'not_found']],
] as const satisfies readonly (readonly [TaskCall, Input, readonly string[]])[]

describe('revisions under concurrent writers', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it('rise with every change in the order of completion, and the counters stay consistent', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(actionOrPurge, { writers: 5, calls: 8 }), async (writers) => {
        const user = await instances.signUp()

        const calls = await writeConcurrently(user, [[createShared], ...writers])

        const withRevisions = calls.map((one) => ({ ...one, revisions: revisionsOf(one) }))
        const all = withRevisions.flatMap(({ revisions }) => revisions)
        expect(new Set(all).size).toBe(all.length)
        for (const { revisions } of withRevisions) expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
        for (const { ended, revisions: before } of withRevisions)
          for (const { started: startedAt, revisions: after } of withRevisions)
            if (ended < startedAt && before.length > 0 && after.length > 0)
              expect(Math.max(...before)).toBeLessThan(Math.min(...after))
        expect((await countersOf(instances.db, user.id)).revision).toBeGreaterThanOrEqual(Math.max(0, ...all))
        await expectConsistentCounters(instances.db, user.id)
      }),
      fewRuns(10),
    )
  })

  it.each(conditional)(
    'let one of many %s calls for the same revision succeed',
    async (name, changes, allowedCodes) => {
      await fc.assert(
        fc.asyncProperty(counts, async (count) => {
          const user = await instances.signUp()
          const { id: taskId, revision } = await taskFor(name, user)

          const outcomes = await concurrently(count, () =>
            user.call(`tasks.${name}`, { taskId, ifMatch: revision, ...changes }),
          )

          expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
          const codes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code]))
          expect(codes.filter((code) => !(allowedCodes as readonly string[]).includes(code))).toEqual([])
          expect((await countersOf(instances.db, user.id)).revision).toBe(revision + 1)
          await expectConsistentCounters(instances.db, user.id)
        }),
        fewRuns(4),
      )
    },
  )

  it('let one of several operations for the same revision succeed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...conditional.slice(0, 3)), { minLength: 3, maxLength: 9 }),
        async (calls) => {
          const user = await instances.signUp()
          const { id: taskId, revision: ifMatch } = await user.tasks('create', { title: 'One' })

          const outcomes = await Promise.all(
            calls.map(([name, changes]) => user.call(`tasks.${name}`, { taskId, ifMatch, ...changes })),
          )

          expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
          expect((await countersOf(instances.db, user.id)).revision).toBe(ifMatch + 1)
        },
      ),
      fewRuns(5),
    )
  })

  it('alternate with concurrent toggles of one task', async () => {
    await fc.assert(
      fc.asyncProperty(counts, async (count) => {
        const user = await instances.signUp()
        const { id: taskId, revision } = await user.tasks('create', { title: 'Flip' })

        const outcomes = await concurrently(count, () => user.tasks('complete', { taskId, completed: 'toggle' }))

        const inOrder = outcomes.toSorted((a, b) => a.revision - b.revision)
        expect(inOrder.map((task) => task.revision)).toEqual(inOrder.map((_, n) => revision + 1 + n))
        expect(inOrder.map((task) => task.completed)).toEqual(inOrder.map((_, n) => n % 2 === 0))
        expect((await user.tasks('get', { taskId })).completed).toBe(count % 2 === 1)
      }),
      fewRuns(5),
    )
  })

  it('rise without lost updates if concurrent calls change different fields', async () => {
    const user = await instances.signUp()
    const { id: taskId, revision } = await user.tasks('create', { title: 'Old' })
    const changes = {
      title: 'New',
      description: 'More',
      priority: 'high',
      tags: ['home'],
      dueDate: '2026-11-24',
      completed: true,
    }

    await Promise.all(Object.entries(changes).map(([field, value]) => user.tasks('update', { taskId, [field]: value })))

    expect(await user.tasks('get', { taskId })).toMatchObject({ ...changes, revision: revision + 6 })
  })

  it.each([
    ['remove', 'restore', 0],
    ['restore', 'remove', 1],
  ] as const)('count one of several concurrent %s calls', async (name, _back, remaining) => {
    const user = await instances.signUp()
    const { id: taskId, revision } = await taskFor(name, user)

    const outcomes = await concurrently(10, () => user.call(`tasks.${name}`, { taskId }))

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await countersOf(instances.db, user.id)).toMatchObject({ revision: revision + 1, taskCount: remaining })
  })

  it('count a task once that several concurrent imports restore or create', async () => {
    const user = await instances.signUp()
    await write(user, [createShared])
    const ids = [...(await tasksById(user)).keys()]
    await user.tasks('batch', { operations: ids.slice(0, 3).map((taskId) => ({ op: 'remove', taskId })) })
    await user.tasks('purge', { taskId: ids[0] })

    const reports = await concurrently(8, () => user.tasks('import', createShared.input))

    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(1)
    expect(await countersOf(instances.db, user.id)).toMatchObject({ taskCount: ids.length })
    await expectConsistentCounters(instances.db, user.id)
  })

  it('do not exceed the quota, however many tasks are created concurrently', async () => {
    const limited = await startInstances({ env: { MAX_TASKS_PER_USER: '5' } })
    try {
      const user = await limited.signUp()
      const { id: taskId } = await taskFor('restore', user)
      const calls: [string, Input][] = [
        ['tasks.create', { title: 'One' }],
        ['tasks.batch', { operations: [{ op: 'create', title: 'Two' }] }],
        ['tasks.import', { format: 'json', content: '[{"title":"Three"}]' }],
        ['tasks.restore', { taskId }],
      ]

      const outcomes = await concurrently(16, (n) => user.call(...(calls[n % calls.length] as [string, Input])))

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5)
      expect((await tasksById(user)).size).toBe(5)
      await expectConsistentCounters(limited.db, user.id)
    } finally {
      await limited.close()
    }
  })
})

function concurrently<T>(count: number, call: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => call(n)))
}

/** Creates a task for an operation: in the trash for `restore`. */
async function taskFor(name: TaskCall, user: InstancesUser): Promise<Pick<Task, 'id' | 'revision'>> {
  const { id, revision } = await user.tasks('create', { title: 'One' })
  if (name !== 'restore') return { id, revision }
  await user.tasks('remove', { taskId: id })
  return { id, revision: revision + 1 }
}

/** Returns the revisions of the tasks in an outcome, in order. */
function revisionsOf({ outcome }: CompletedCall): number[] {
  const value = outcome.ok ? outcome.value : undefined
  const { revision, results = [] } = (value ?? {}) as { revision?: number; results?: readonly { task?: Task }[] }
  // A batch returns its last revision also if it is that of a task in `results`.
  return [...new Set([...results.map(({ task }) => task?.revision), revision])].filter((one) => one !== undefined)
}
