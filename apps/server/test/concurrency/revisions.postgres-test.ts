import type { Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances, type TaskCall } from './instances.js'
import { expectSoundLedger, ledgerOf } from './ledger.js'
import { tasksById } from './live-tasks.js'
import { actionOrPurge, everyShared, scripts } from './task-actions.js'
import { type Made, write, writeTogether } from './write-together.js'

const counts = fc.integer({ min: 2, max: 12 })

/** Operations that accept `ifMatch`, with the error codes that a late one may get. */
const revised = [
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
        const person = await instances.signUp()

        const made = await writeTogether(person, [[everyShared], ...writers])

        const shown = made.map((one) => ({ ...one, revisions: revisionsOf(one) }))
        const all = shown.flatMap(({ revisions }) => revisions)
        expect(new Set(all).size).toBe(all.length)
        for (const { revisions } of shown) expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
        for (const { ended, revisions: before } of shown)
          for (const { began, revisions: after } of shown)
            if (ended < began && before.length > 0 && after.length > 0)
              expect(Math.max(...before)).toBeLessThan(Math.min(...after))
        expect((await ledgerOf(instances.db, person.id)).revision).toBeGreaterThanOrEqual(Math.max(0, ...all))
        await expectSoundLedger(instances.db, person.id)
      }),
      fewRuns(10),
    )
  })

  it.each(revised)('let one of many %s calls for the same revision succeed', async (name, changes, refusals) => {
    await fc.assert(
      fc.asyncProperty(counts, async (count) => {
        const person = await instances.signUp()
        const { id: taskId, revision } = await taskFor(name, person)

        const answers = await together(count, () =>
          person.call(`tasks.${name}`, { taskId, ifMatch: revision, ...changes }),
        )

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]))
        expect(codes.filter((code) => !(refusals as readonly string[]).includes(code))).toEqual([])
        expect((await ledgerOf(instances.db, person.id)).revision).toBe(revision + 1)
        await expectSoundLedger(instances.db, person.id)
      }),
      fewRuns(4),
    )
  })

  it('let one of several operations for the same revision succeed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...revised.slice(0, 3)), { minLength: 3, maxLength: 9 }),
        async (calls) => {
          const person = await instances.signUp()
          const { id: taskId, revision: ifMatch } = await person.tasks('create', { title: 'One' })

          const answers = await Promise.all(
            calls.map(([name, changes]) => person.call(`tasks.${name}`, { taskId, ifMatch, ...changes })),
          )

          expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
          expect((await ledgerOf(instances.db, person.id)).revision).toBe(ifMatch + 1)
        },
      ),
      fewRuns(5),
    )
  })

  it('alternate with concurrent toggles of one task', async () => {
    await fc.assert(
      fc.asyncProperty(counts, async (count) => {
        const person = await instances.signUp()
        const { id: taskId, revision } = await person.tasks('create', { title: 'Flip' })

        const answers = await together(count, () => person.tasks('complete', { taskId }))

        const inOrder = answers.toSorted((a, b) => a.revision - b.revision)
        expect(inOrder.map((task) => task.revision)).toEqual(inOrder.map((_, n) => revision + 1 + n))
        expect(inOrder.map((task) => task.completed)).toEqual(inOrder.map((_, n) => n % 2 === 0))
        expect((await person.tasks('get', { taskId })).completed).toBe(count % 2 === 1)
      }),
      fewRuns(5),
    )
  })

  it('rise without lost updates if concurrent calls change different fields', async () => {
    const person = await instances.signUp()
    const { id: taskId, revision } = await person.tasks('create', { title: 'Old' })
    const changes = {
      title: 'New',
      description: 'More',
      priority: 'high',
      tags: ['home'],
      dueDate: '2026-11-24',
      completed: true,
    }

    await Promise.all(
      Object.entries(changes).map(([field, value]) => person.tasks('update', { taskId, [field]: value })),
    )

    expect(await person.tasks('get', { taskId })).toMatchObject({ ...changes, revision: revision + 6 })
  })

  it.each([
    ['remove', 'restore', 0],
    ['restore', 'remove', 1],
  ] as const)('count one of several concurrent %s calls', async (name, _back, left) => {
    const person = await instances.signUp()
    const { id: taskId, revision } = await taskFor(name, person)

    const answers = await together(10, () => person.call(`tasks.${name}`, { taskId }))

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await ledgerOf(instances.db, person.id)).toMatchObject({ revision: revision + 1, taskCount: left })
  })

  it('count a task once that several concurrent imports restore or create', async () => {
    const person = await instances.signUp()
    await write(person, [everyShared])
    const ids = [...(await tasksById(person)).keys()]
    await person.tasks('batch', { operations: ids.slice(0, 3).map((taskId) => ({ op: 'remove', taskId })) })
    await person.tasks('purge', { taskId: ids[0] })

    const reports = await together(8, () => person.tasks('import', everyShared.input))

    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(1)
    expect(await ledgerOf(instances.db, person.id)).toMatchObject({ taskCount: ids.length })
    await expectSoundLedger(instances.db, person.id)
  })

  it('do not exceed the quota, however many tasks are created concurrently', async () => {
    const limited = await startInstances({ env: { MAX_TASKS_PER_USER: '5' } })
    try {
      const person = await limited.signUp()
      const { id: taskId } = await taskFor('restore', person)
      const calls: [string, Input][] = [
        ['tasks.create', { title: 'One' }],
        ['tasks.batch', { operations: [{ op: 'create', title: 'Two' }] }],
        ['tasks.import', { format: 'json', content: '[{"title":"Three"}]' }],
        ['tasks.restore', { taskId }],
      ]

      const answers = await together(16, (n) => person.call(...(calls[n % calls.length] as [string, Input])))

      expect(answers.filter(({ ok }) => ok)).toHaveLength(5)
      expect((await tasksById(person)).size).toBe(5)
      await expectSoundLedger(limited.db, person.id)
    } finally {
      await limited.close()
    }
  })
})

function together<T>(count: number, call: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => call(n)))
}

/** Creates a task for an operation: in the trash for `restore`. */
async function taskFor(name: TaskCall, person: InstancesUser): Promise<Pick<Task, 'id' | 'revision'>> {
  const { id, revision } = await person.tasks('create', { title: 'One' })
  if (name !== 'restore') return { id, revision }
  await person.tasks('remove', { taskId: id })
  return { id, revision: revision + 1 }
}

/** Returns the revisions of the tasks in an outcome, in order. */
function revisionsOf({ outcome }: Made): number[] {
  const value = outcome.ok ? outcome.value : undefined
  const { revision, results = [] } = (value ?? {}) as { revision?: number; results?: readonly { task?: Task }[] }
  return [...(revision === undefined ? [] : [revision]), ...results.flatMap(({ task }) => task?.revision ?? [])]
}
