import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevice, type Device } from './device.js'
import { fewRuns } from './few-runs.js'
import { type Instances, startInstances } from './instances.js'
import { ledgerOf } from './ledger.js'
import { tasksById } from './live-tasks.js'
import { action, actionOrPurge, everyShared, removeOrPurge, scripts } from './task-actions.js'
import { write, writeTogether } from './write-together.js'

const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 6 })
const busy = { writers: 4, calls: 8 }

describe('changes feed', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it('returns every change once to a device that reads during concurrent writes', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(action, busy), limits, limits, async (writers, early, late) => {
        const person = await instances.signUp()
        const [first, second] = [createDevice(person), createDevice(person)]

        await readWhile(writeTogether(person, [[everyShared], ...writers]), [
          [first, early],
          [second, late],
        ])
        await Promise.all([first.drain(3), second.drain(100)])

        const live = await tasksById(person)
        expect(first.tasks()).toEqual(live)
        expect(second.tasks()).toEqual(live)
        expect([first.restarts(), second.restarts()]).toEqual([0, 0])
      }),
      fewRuns(8),
    )
  })

  it('brings a new device that reads during concurrent writes to the current tasks', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(action, { writers: 1, calls: 12 }), scripts(action, busy), async ([before], writers) => {
        const person = await instances.signUp()
        await write(person, [everyShared, ...(before ?? [])])
        const device = createDevice(person)

        const writing = writeTogether(person, writers)
        await device.drain(2)
        await writing
        await device.drain(2)

        expect(device.tasks()).toEqual(await tasksById(person))
      }),
      fewRuns(6),
    )
  })

  it('expires the cursor of a device that would miss a purged task', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(actionOrPurge, busy), limits, limits, async (writers, early, late) => {
        const person = await instances.signUp()
        await write(person, [everyShared])
        const [first, second] = [createDevice(person), createDevice(person)]

        await readWhile(writeTogether(person, writers), [
          [first, early],
          [second, late],
        ])
        const fresh = createDevice(person)
        await Promise.all([first.drain(3), second.drain(100), fresh.drain(5)])

        const live = await tasksById(person)
        expect(first.tasks()).toEqual(live)
        expect(second.tasks()).toEqual(live)
        expect(fresh.tasks()).toEqual(live)
      }),
      fewRuns(8),
    )
  })

  it('refuses only cursors from before the deletion of a purged task', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(removeOrPurge, { writers: 1, calls: 20 }), async ([script = []]) => {
        const person = await instances.signUp()
        const positions = new Map<string, number>()
        let gone = 0
        for (const step of [everyShared, ...script]) {
          const before = await person.tasks('changes', { limit: 500 })
          const target = before.items.find((item) => item.type === 'delete' && item.id === step.input.taskId)
          const [made] = await write(person, [step])
          if (step.name === 'tasks.purge' && made?.outcome.ok) gone = Math.max(gone, target?.revision ?? 0)
          const device = createDevice(person)
          await device.drain(500)
          const { revision } = await ledgerOf(instances.db, person.id)
          positions.set(device.cursor() ?? '', Math.min(revision, positions.get(device.cursor() ?? '') ?? revision))
        }

        expect((await ledgerOf(instances.db, person.id)).purgedRevision).toBe(gone)
        for (const [since, position] of positions) {
          const outcome = await person.call('tasks.changes', { since })
          expect(outcome.ok ? 'read' : outcome.code).toBe(position < gone ? 'cursor_expired' : 'read')
        }
      }),
      fewRuns(8),
    )
  })

  it('can be read page by page after the last change was purged', async () => {
    const person = await instances.signUp()
    await write(person, [everyShared])
    const { id: taskId } = await person.tasks('create', { title: 'Gone' })
    await person.tasks('remove', { taskId })
    await person.tasks('purge', { taskId })
    const device = createDevice(person)

    await device.drain(2)
    await device.drain(2)

    expect(device.tasks()).toEqual(await tasksById(person))
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
    for (let turn = 0; !ended; turn += 1) await device.read(sizes[turn % sizes.length] ?? 1)
  })
  await Promise.all([writes, ...reads])
}
