import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevice, type Device } from './device.js'
import { fewRuns } from './few-runs.js'
import { type Instances, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import { action, actionOrPurge, createShared, removeOrPurge, scripts } from './task-actions.js'
import { countersOf } from './user-counters.js'
import { write, writeConcurrently } from './write-concurrently.js'

const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 6 })
const load = { writers: 4, calls: 8 }

describe('changes feed', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it('returns every change once to a device that reads during concurrent writes', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(action, load), limits, limits, async (writers, earlyPageSizes, latePageSizes) => {
        const user = await instances.signUp()
        const [first, second] = [createDevice(user), createDevice(user)]

        await readWhile(writeConcurrently(user, [[createShared], ...writers]), [
          [first, earlyPageSizes],
          [second, latePageSizes],
        ])
        await Promise.all([first.readAll(3), second.readAll(100)])

        const live = await tasksById(user)
        expect(first.tasks()).toEqual(live)
        expect(second.tasks()).toEqual(live)
        expect([first.restarts(), second.restarts()]).toEqual([0, 0])
      }),
      fewRuns(8),
    )
  })

  it('brings a new device that reads during concurrent writes to the current tasks', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(action, { writers: 1, calls: 12 }), scripts(action, load), async ([before], writers) => {
        const user = await instances.signUp()
        await write(user, [createShared, ...(before ?? [])])
        const device = createDevice(user)

        const writing = writeConcurrently(user, writers)
        await device.readAll(2)
        await writing
        await device.readAll(2)

        expect(device.tasks()).toEqual(await tasksById(user))
      }),
      fewRuns(6),
    )
  })

  it('expires the cursor of a device that would miss a purged task', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(actionOrPurge, load), limits, limits, async (writers, earlyPageSizes, latePageSizes) => {
        const user = await instances.signUp()
        await write(user, [createShared])
        const [first, second] = [createDevice(user), createDevice(user)]

        await readWhile(writeConcurrently(user, writers), [
          [first, earlyPageSizes],
          [second, latePageSizes],
        ])
        const newDevice = createDevice(user)
        await Promise.all([first.readAll(3), second.readAll(100), newDevice.readAll(5)])

        const live = await tasksById(user)
        expect(first.tasks()).toEqual(live)
        expect(second.tasks()).toEqual(live)
        expect(newDevice.tasks()).toEqual(live)
      }),
      fewRuns(8),
    )
  })

  it('refuses only cursors from before the deletion of a purged task', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(removeOrPurge, { writers: 1, calls: 20 }), async ([script = []]) => {
        const user = await instances.signUp()
        const positions = new Map<string, number>()
        let purgedRevision = 0
        for (const step of [createShared, ...script]) {
          const before = await user.tasks('changes', { limit: 500 })
          const target = before.items.find((item) => item.type === 'delete' && item.id === step.input.taskId)
          const [call] = await write(user, [step])
          if (step.name === 'tasks.purge' && call?.outcome.ok)
            purgedRevision = Math.max(purgedRevision, target?.revision ?? 0)
          const device = createDevice(user)
          await device.readAll(500)
          const { revision } = await countersOf(instances.db, user.id)
          expect(device.reached()).toBe(revision)
          positions.set(device.cursor() ?? '', Math.min(revision, positions.get(device.cursor() ?? '') ?? revision))
        }

        expect((await countersOf(instances.db, user.id)).purgedRevision).toBe(purgedRevision)
        for (const [since, position] of positions) {
          const outcome = await user.call('tasks.changes', { since })
          expect(outcome.ok ? 'read' : outcome.code).toBe(position < purgedRevision ? 'cursor_expired' : 'read')
        }
      }),
      fewRuns(8),
    )
  })

  it('can be read page by page after the last change was purged', async () => {
    const user = await instances.signUp()
    await write(user, [createShared])
    const { id: taskId } = await user.tasks('create', { title: 'Gone' })
    await user.tasks('remove', { taskId })
    await user.tasks('purge', { taskId })
    const device = createDevice(user)

    await device.readAll(2)
    await device.readAll(2)

    expect(device.tasks()).toEqual(await tasksById(user))
    expect(device.restarts()).toBe(0)
  })
})

/** Reads on all devices until the writes have ended, each with its own page sizes. */
async function readWhile(writing: Promise<unknown>, readers: readonly (readonly [Device, readonly number[]])[]) {
  let ended = false
  const writes = writing.finally(() => {
    ended = true
  })
  const reads = readers.map(async ([device, sizes]) => {
    for (let round = 0; !ended; round += 1) await device.read(sizes[round % sizes.length] ?? 1)
  })
  await Promise.all([writes, ...reads])
}
