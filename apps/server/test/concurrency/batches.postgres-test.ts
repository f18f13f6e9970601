import type { Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import { createShared, newSharedTask, newTask, sharedIds } from './task-actions.js'
import { countersOf, expectConsistentCounters } from './user-counters.js'
import { write } from './write-concurrently.js'

const quota = sharedIds.length
const size = 4
const positions = Array.from({ length: size + 1 }, (_, n) => n)
const [stale, timestamped, ...others] = sharedIds as [string, string, ...string[]]

/** Operations that fail in an account at its quota, whatever the previous operations did. */
const failures = {
  not_found: { op: 'complete', taskId: '0199e8f4-63a1-7d0e-8b11-ffffffffffff' },
  revision_mismatch: { op: 'update', taskId: stale, ifMatch: 1_000_000, title: 'Stale' },
  conflict: { op: 'update', taskId: timestamped, dueDate: '2026-11-24' },
  quota_exceeded: { op: 'create', title: 'Over the quota' },
} as const
const codes = Object.keys(failures) as (keyof typeof failures)[]

/** Operations that succeed in any order: they create and delete no task and do not change when one is due. */
const valid = fc.oneof(
  fc
    .tuple(fc.constantFrom(...sharedIds), newTask)
    .map(([taskId, { dueDate: _day, dueAt: _moment, ...fields }]): Input => ({ op: 'update', taskId, ...fields })),
  fc
    .tuple(fc.constantFrom(...others), fc.boolean())
    .map(([taskId, completed]): Input => ({ op: 'complete', taskId, completed })),
  fc.constantFrom(...others).map((taskId): Input => ({ op: 'complete', taskId })),
)
const changes = fc.array(valid, { minLength: size, maxLength: size })

/** Any operations, most of which succeed. */
const mixed = fc.array(
  fc.oneof(
    valid,
    fc
      .tuple(fc.constantFrom('remove', 'restore'), fc.constantFrom(...sharedIds))
      .map(([op, taskId]): Input => ({ op, taskId })),
    newSharedTask.map((task): Input => ({ op: 'create', ...task })),
    fc.constantFrom<Input>(...Object.values(failures)),
  ),
  { minLength: 2, maxLength: 10 },
)

describe('batch', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances({ env: { MAX_TASKS_PER_USER: String(quota) } })
  })
  afterAll(() => instances?.close())

  describe.each(codes)('with an operation that fails with %s', (code) => {
    it('rejects an atomic batch, reports the failing operation and changes nothing', async () => {
      await fc.assert(
        fc.asyncProperty(changes, fc.boolean(), async (others, keyed) => {
          const user = await fullAccount(instances)
          const before = await state(instances, user)
          for (const position of positions) {
            const operations = others.toSpliced(position, 0, failures[code])

            const outcome = await user.call('tasks.batch', { operations, ...(keyed && { idempotencyKey: 'same' }) })

            expect(outcome).toEqual({ ok: false, code, fields: [`body/operations/${position}`] })
            expect(await state(instances, user)).toEqual(before)
          }
        }),
        fewRuns(2),
      )
    })

    it('performs all other operations in order if it is not atomic', async () => {
      await fc.assert(
        fc.asyncProperty(changes, async (others) => {
          const user = await fullAccount(instances)
          for (const position of positions) {
            const { revision } = await countersOf(instances.db, user.id)
            const operations = others.toSpliced(position, 0, failures[code])

            const { results } = await user.tasks('batch', { operations, atomic: false })

            expect(results.map(({ problem }) => problem?.code)).toEqual(
              operations.map((_, n) => (n === position ? code : undefined)),
            )
            expect(results.flatMap(({ task }) => task?.revision ?? [])).toEqual(others.map((_, n) => revision + 1 + n))
          }
          await expectConsistentCounters(instances.db, user.id)
        }),
        fewRuns(2),
      )
    })
  })

  it('that is not atomic has the same result as its operations one by one', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (operations) => {
        const [batched, sequential] = await Promise.all([fullAccount(instances), fullAccount(instances)])

        const { results } = await batched.tasks('batch', { operations, atomic: false })
        const outcomes: string[] = []
        for (const { op, ...input } of operations) {
          const outcome = await sequential.call(`tasks.${op}`, input)
          outcomes.push(outcome.ok ? 'done' : outcome.code)
        }

        expect(results.map(({ problem }) => problem?.code ?? 'done')).toEqual(outcomes)
        expect(await comparable(instances, batched)).toEqual(await comparable(instances, sequential))
      }),
      fewRuns(6),
    )
  })

  it('shows concurrent readers an atomic batch completely or not at all', async () => {
    const user = await fullAccount(instances)
    const batches = Array.from({ length: 8 }, (_, n) =>
      user.tasks('batch', { operations: sharedIds.map((taskId) => ({ op: 'update', taskId, title: `Round ${n}` })) }),
    )
    const reads = Array.from({ length: 12 }, async () => (await user.tasks('list')).items.map(({ title }) => title))

    const lists = await Promise.all(reads)
    await Promise.all(batches)

    for (const titles of lists) expect(new Set(titles).size).toBe(1)
  })
})

/** Creates an account at its quota. The second task has a due timestamp. */
async function fullAccount({ signUp }: Instances): Promise<InstancesUser> {
  const user = await signUp()
  await write(user, [createShared])
  await user.tasks('update', { taskId: timestamped, dueAt: '2026-11-24T16:00:00Z' })
  return user
}

async function state({ db }: Instances, user: InstancesUser) {
  return {
    live: await tasksById(user),
    trash: await tasksById(user, { trashed: true }),
    feed: await user.tasks('changes', { limit: 500 }),
    ledger: await countersOf(db, user.id),
  }
}

/** Returns what must be equal in two accounts after the same operations. Ids of new tasks differ. */
async function comparable({ db }: Instances, user: InstancesUser) {
  const [live, trash] = [await tasksById(user), await tasksById(user, { trashed: true })]
  const all = [...live.values(), ...trash.values()].toSorted((a, b) => a.revision - b.revision)
  return { tasks: all.map(withoutRandomFields), ledger: await countersOf(db, user.id) }
}

function withoutRandomFields({ id, userId: _user, createdAt: _made, updatedAt: _changed, ...task }: Task) {
  const { completedAt, deletedAt } = task
  return {
    ...task,
    id: sharedIds.includes(id) && id,
    completedAt: completedAt !== null,
    deletedAt: deletedAt !== null,
  }
}
