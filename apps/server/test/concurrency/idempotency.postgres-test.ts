import type { Task } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { expectSoundLedger, keysOf, ledgerOf } from './ledger.js'
import { tasksById } from './live-tasks.js'
import type { Action } from './task-actions.js'
import { writeTogether } from './write-together.js'

const quota = 12
const titled = (title: string) => JSON.stringify([{ title: `${title} 1` }, { title: `${title} 2` }])

/** Inputs of operations that accept a key, and the number of revisions of one effect. */
const kinds = {
  create: { counts: 1, input: async () => ({ title: 'One' }) },
  batch: {
    counts: 2,
    input: async () => ({ operations: [1, 2].map((n) => ({ op: 'create', title: `Batch ${n}` })) }),
  },
  import: { counts: 2, input: async () => ({ format: 'json', content: titled('Import') }) },
  restore: { counts: 1, input: async (person: InstancesUser) => ({ taskId: await trashed(person) }) },
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
    const person = await instances.signUp()
    const input = { ...(await kinds[name].input(person)), idempotencyKey: 'same' }
    const before = await ledgerOf(instances.db, person.id)

    const answers = await together(20, () => person.call(`tasks.${name}`, input))

    expect(answers[0]).toMatchObject({ ok: true })
    expect(answers).toEqual(answers.map(() => answers[0]))
    expect((await ledgerOf(instances.db, person.id)).revision).toBe(before.revision + kinds[name].counts)
    await expectSoundLedger(instances.db, person.id)
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
        const person = await instances.signUp()
        const actions: Action[] = []
        for (const [name, n] of keys) {
          const input = { ...(await kinds[name].input(person)), idempotencyKey: `${name}-${n}` }
          actions.push({ name: `tasks.${name}`, input })
        }
        const before = await ledgerOf(instances.db, person.id)

        const made = await writeTogether(person, toScripts(order.map((index) => actions[index] as Action)))

        const used = [...new Set(order)]
        for (const index of used) {
          const answers = made.filter(({ input }) => input === actions[index]?.input).map(({ outcome }) => outcome)
          expect(answers).toEqual(answers.map(() => answers[0]))
          expect(answers[0]).toMatchObject({ ok: true })
        }
        const effects = used.reduce((sum, index) => sum + kinds[(keys[index] as (typeof keys)[0])[0]].counts, 0)
        expect((await ledgerOf(instances.db, person.id)).revision).toBe(before.revision + effects)
        expect(await keysOf(instances.db, person.id)).toEqual(
          used.map((index) => (actions[index] as Action).input.idempotencyKey).sort(),
        )
        await expectSoundLedger(instances.db, person.id)
      }),
      fewRuns(10),
    )
  })

  it('are not stored by calls that exceed the quota, and can be reused', async () => {
    const person = await instances.signUp()
    const restorable = await trashed(person)
    const full = await fill(person)
    const inputs: Action[] = [
      { name: 'tasks.create', input: { title: 'One more', idempotencyKey: 'create' } },
      { name: 'tasks.batch', input: { operations: [{ op: 'create', title: 'One more' }], idempotencyKey: 'batch' } },
      { name: 'tasks.import', input: { format: 'json', content: '[{"title":"One more"}]', idempotencyKey: 'import' } },
      { name: 'tasks.restore', input: { taskId: restorable, idempotencyKey: 'restore' } },
    ]
    const before = await state(instances, person)

    const refused = await writeTogether(
      person,
      [...inputs, ...inputs, ...inputs].map((one) => [one]),
    )

    expect(refused.map(({ outcome }) => outcome)).toEqual(
      refused.map(({ name }) => ({
        ok: false,
        code: 'quota_exceeded',
        fields: name === 'tasks.batch' ? ['body/operations/0'] : [],
      })),
    )
    expect(await state(instances, person)).toEqual(before)
    expect(await keysOf(instances.db, person.id)).toEqual([])

    for (const taskId of full.slice(0, inputs.length)) await person.tasks('remove', { taskId })
    const made = await writeTogether(
      person,
      [...inputs, ...inputs, ...inputs].map((one) => [one]),
    )

    expect(made.every(({ outcome }) => outcome.ok)).toBe(true)
    expect((await tasksById(person)).size).toBe(quota)
    await expectSoundLedger(instances.db, person.id)
  })

  it('are not stored by an atomic batch that fails, and can be reused', async () => {
    const person = await instances.signUp()
    const taskId = await trashed(person)
    const operations = [
      { op: 'create', title: 'First' },
      { op: 'complete', taskId, completed: true },
    ]
    const batch = { operations, idempotencyKey: 'batch' }
    const before = await state(instances, person)

    const refused = await together(6, () => person.call('tasks.batch', batch))

    expect(refused).toEqual(refused.map(() => ({ ok: false, code: 'not_found', fields: ['body/operations/1'] })))
    expect(await state(instances, person)).toEqual(before)
    expect(await keysOf(instances.db, person.id)).toEqual([])

    await person.tasks('restore', { taskId })
    const made = await together(6, () => person.call('tasks.batch', batch))

    expect(made).toEqual(made.map(() => made[0]))
    expect(made[0]).toMatchObject({ ok: true })
    expect([...(await tasksById(person)).values()].map(({ title }) => title).sort()).toEqual(['First', 'Trashed'])
  })

  it('of two users are independent', async () => {
    const people = await Promise.all([instances.signUp(), instances.signUp()])
    const input = { title: 'Mine', idempotencyKey: 'same' }

    const answers = await Promise.all(people.flatMap((person) => [1, 2, 3].map(() => person.tasks('create', input))))

    expect(answers.map(({ userId }) => userId)).toEqual(people.flatMap(({ id }) => [id, id, id]))
    for (const person of people) {
      expect((await tasksById(person)).size).toBe(1)
      expect(await keysOf(instances.db, person.id)).toEqual(['same'])
    }
  })

  it('are refused with idempotency_key_reused if a concurrent call with another input used them first', async () => {
    const person = await instances.signUp()

    const answers = await together(8, (n) =>
      person.call('tasks.create', { title: `Title ${n % 4}`, idempotencyKey: 'contested' }),
    )

    const [task] = [...(await tasksById(person)).values()] as [Task]
    expect(answers).toEqual(
      answers.map((_, n) =>
        task.title === `Title ${n % 4}`
          ? { ok: true, value: task }
          : { ok: false, code: 'idempotency_key_reused', fields: [] },
      ),
    )
    expect((await ledgerOf(instances.db, person.id)).taskCount).toBe(1)
  })

  it('have one more effect after a day, however many calls are concurrent', async () => {
    const { email, id } = await instances.signUp()
    const input = { title: 'Daily', idempotencyKey: 'daily' }
    const first = await (await instances.signIn(email)).tasks('create', input)
    now = new Date(now.getTime() + 24 * 60 * 60_000 + 1)
    const later = await instances.signIn(email)

    const answers = await together(10, () => later.tasks('create', input))

    expect(new Set(answers.map((task) => task.id)).size).toBe(1)
    expect(answers[0]?.id).not.toBe(first.id)
    expect((await ledgerOf(instances.db, id)).taskCount).toBe(2)
  })
})

function together<T>(count: number, call: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => call(n)))
}

/** Distributes actions over three writers. */
function toScripts(actions: readonly Action[]): Action[][] {
  return [0, 1, 2].map((writer) => actions.filter((_, index) => index % 3 === writer))
}

async function trashed(person: InstancesUser): Promise<string> {
  const { id } = await person.tasks('create', { title: 'Trashed' })
  await person.tasks('remove', { taskId: id })
  return id
}

/** Creates as many tasks as the quota permits. */
async function fill(person: InstancesUser): Promise<string[]> {
  const rows = Array.from({ length: quota }, (_, n) => ({ title: `Task ${n}` }))
  await person.tasks('import', { format: 'json', content: JSON.stringify(rows) })
  return [...(await tasksById(person)).keys()]
}

async function state({ db }: Instances, person: InstancesUser) {
  return { tasks: await tasksById(person), ledger: await ledgerOf(db, person.id) }
}
