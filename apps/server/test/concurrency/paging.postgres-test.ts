import type { Task } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { expectedList, type ListQuery } from './list-model.js'
import { pageThrough, tasksById } from './live-tasks.js'
import { type Action, action, createShared, newTask, scripts, sharedIds } from './task-actions.js'
import { write } from './write-concurrently.js'

/** Rows that no writer changes. Some share their sort key, so that ids decide the order. */
const unchangedRows = fc.uniqueArray(
  fc
    .tuple(
      fc.uuid({ version: [4, 7] }),
      newTask,
      fc.boolean(),
      fc.constantFrom('2020-01-01T00:00:00Z', '2026-11-23T09:30:00.123Z', '2030-01-01T00:00:00Z'),
    )
    .map(([id, task, completed, createdAt]) => ({ id, completed, createdAt, ...task })),
  { minLength: 10, maxLength: 16, selector: ({ id }) => id },
)

const filters = fc.oneof(
  fc.constant<Input>({}),
  fc.record(
    {
      status: fc.constantFrom('all', 'pending', 'completed'),
      priority: fc.subarray(['none', 'low', 'medium', 'high'], { minLength: 2 }),
      tags: fc.subarray(['HOME', 'shop'], { minLength: 1, maxLength: 1 }),
      dueBefore: fc.constantFrom('2026-11-24', '2026-11-24T16:00:00Z', '2099-01-01'),
      dueAfter: fc.constantFrom('2020-01-01', '2026-11-24T16:00:00Z'),
      overdue: fc.boolean(),
      search: fc.constantFrom('a', 'milk', 'MILK buy', 'STRASSE', 'é', '%_'),
      trashed: fc.boolean(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
) as fc.Arbitrary<Input>

const sorts = ['created', 'updated', 'due', 'priority', 'title'] as const
const lists = sorts.flatMap((sort) => (['asc', 'desc'] as const).map((order) => [sort, order] as const))

describe('pagination during concurrent writes', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it.each(lists)('by %s, %s returns each unchanged task once', async (sort, order) => {
    const writers = scripts(action, { writers: 3, calls: 6 })
    const limit = fc.integer({ min: 1, max: 4 })
    await fc.assert(
      fc.asyncProperty(
        unchangedRows,
        fc.array(filters, { minLength: 3, maxLength: 3 }),
        limit,
        writers,
        async (rows, filterSets, limit, scripts) => {
          const user = await instances.signUp()
          const unchanged = await importRows(user, rows)
          await write(user, [createShared])

          const writing = writeUntil(user, scripts)
          for (const filters of [{}, { trashed: true }, ...filterSets]) {
            const returned = await pageThrough(user, { sort, order, limit, ...filters })
            const expected = expectedList(unchanged, { sort, order, filters } satisfies ListQuery, new Date())
            expect(returned.filter(({ id }) => !isChanged(id, rows)).map(({ id }) => id)).toEqual(
              expected.map(({ id }) => id),
            )
          }
          await writing.stop()

          const all = [...(await tasksById(user)).values(), ...(await tasksById(user, { trashed: true })).values()]
          for (const filters of filterSets) {
            const returned = await pageThrough(user, { sort, order, limit, ...filters })
            expect(returned).toEqual(expectedList(all, { sort, order, filters }, new Date()))
          }
        },
      ),
      fewRuns(2),
    )
  })
})

/** Imports rows and deletes every third. Returns all of them. */
async function importRows(user: InstancesUser, rows: readonly { readonly id: string }[]): Promise<Task[]> {
  await user.tasks('import', { format: 'json', content: JSON.stringify(rows) })
  const trashed = rows.filter((_, index) => index % 3 === 2)
  await user.tasks('batch', { operations: trashed.map(({ id }) => ({ op: 'remove', taskId: id })) })
  const [live, deleted] = [await tasksById(user), await tasksById(user, { trashed: true })]
  return [...live.values(), ...deleted.values()]
}

function isChanged(id: string, rows: readonly { readonly id: string }[]): boolean {
  return sharedIds.includes(id) || !rows.some((row) => row.id === id)
}

/** Starts writers that repeat their scripts until stopped. */
function writeUntil(user: InstancesUser, scripts: readonly (readonly Action[])[]): { stop(): Promise<void> } {
  let stopped = false
  const writers = scripts.map(async (script) => {
    while (!stopped) for (const step of script) if (!stopped) await write(user, [step])
  })
  const ended = Promise.all(writers)
  return {
    async stop() {
      stopped = true
      await ended
    },
  }
}
