import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredConflict } from '@taskpact/client/replica'
import type { Task } from '@taskpact/contract'
import type { TestServer, User } from '@taskpact/testing'
import { expect } from 'vitest'
import { createDevice, type Device } from './device.js'
import { createRandom, type Random } from './random.js'
import { createTexts, type Texts } from './texts.js'
import type { Faults } from './unreliable.js'

const [steps, deviceCount, maxSyncs] = [60, 3, 6]
/** Milliseconds between a step and the next one while a device synchronizes. */
const maxPause = 60

export interface Result {
  readonly faults: Faults['counts']
  /** By kind. */
  readonly conflicts: Readonly<Record<StoredConflict['kind'], number>>
  readonly refused: number
}

/**
 * Lets several devices of a user edit tasks while requests, replies and pages are lost, beside other programs that change, remove and
 * purge tasks. Fails unless all devices end with the tasks of the server, and no text was lost.
 */
export async function simulate(seed: number, server: TestServer): Promise<Result> {
  const random = createRandom(seed)
  const texts = createTexts()
  const faults: Faults = { isActive: true, counts: { requests: 0, replies: 0, crashes: 0, expired: 0 } }
  const user = await server.signUp()
  const devices = Array.from({ length: deviceCount }, (_, index) =>
    createDevice('abc'[index] as string, server.url, user, random, faults, texts),
  )
  /** Devices that are offline for now, some until the end. */
  const offline = new Set<Device>()
  const syncing = new Set<Promise<void>>()

  for (let step = 0; step < steps; step++) {
    const device = random.pick(devices)
    if (random.chance(0.05)) {
      if (!offline.delete(device)) offline.add(device)
    }
    const online = devices.filter((device) => !offline.has(device))
    if (random.chance(0.15)) await actElsewhere(user, random, texts)
    else if (random.chance(0.7)) await device.act()
    else {
      const some = random.chance() ? online : online.filter(() => random.chance())
      for (const device of some) syncing.add(device.sync())
      if (random.chance(0.3)) await Promise.all(syncing)
      else if (random.chance()) await sleep(random.below(maxPause))
    }
  }
  await Promise.all(syncing)
  faults.isActive = false
  for (let round = 0, before = ''; round < maxSyncs; round++) {
    for (const device of devices) await device.sync()
    const after = JSON.stringify(await Promise.all(devices.map(({ records }) => records())))
    // A device that has nothing to send and has read nothing would do the same again.
    if (after === before && devices.every(({ replica }) => replica.status.pending === 0)) break
    before = after
  }
  return check(devices, user, texts, faults)
}

/** Changes, removes, restores or purges a task through the API. */
async function actElsewhere(user: User, random: Random, texts: Texts): Promise<void> {
  const tasks = await allTasks(user, random.chance(0.5))
  if (tasks.length === 0) return
  const { id: taskId, deletedAt, title, revision: ifMatch } = random.pick(tasks)
  if (deletedAt !== null) {
    await user.call(random.chance(0.7) ? 'tasks.purge' : 'tasks.restore', { taskId })
    return
  }
  if (random.chance(0.4)) {
    const removed = await user.call('tasks.remove', { taskId, ifMatch })
    if (removed.ok) texts.remove(taskId)
    return
  }
  const text = texts.create('api', taskId)
  const updated = await user.call('tasks.update', { taskId, ifMatch, title: text })
  if (updated.ok) texts.replace(title)
  else texts.forget(text)
}

async function allTasks(user: User, trashed: boolean): Promise<Task[]> {
  const { items } = await user.value<{ items: Task[] }>('tasks.list', { trashed, limit: 100 })
  return items
}

async function check(devices: readonly Device[], user: User, texts: Texts, faults: Faults): Promise<Result> {
  const byId = (a: Task, b: Task) => (a.id < b.id ? -1 : 1)
  const tasks = (await allTasks(user, false)).sort(byId)
  const trashed = await allTasks(user, true)
  for (const { replica, records } of devices) {
    const isLeft = replica.status.pending > 0
    expect(isLeft, isLeft ? JSON.stringify(await records()) : '').toBe(false)
    const shown = [...replica.tasks.list()].sort(byId).map(({ isPending: _, ...task }) => task)
    expect(shown).toEqual(tasks)
  }
  const kept = devices.flatMap(({ replica }) => [...replica.conflicts.list(), ...replica.refused.list()])
  const everything = JSON.stringify([tasks, trashed, kept])
  const lost = texts.expected().filter((text) => !new RegExp(`${text}(?![a-z])`).test(everything))
  expect(lost).toEqual([])
  const titles = [...tasks, ...trashed].map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  const conflicts = devices.flatMap(({ replica }) => replica.conflicts.list())
  const count = (kind: StoredConflict['kind']) => conflicts.filter((conflict) => conflict.kind === kind).length
  return {
    faults: faults.counts,
    conflicts: { text: count('text'), restored: count('restored'), recreated: count('recreated'), kept: count('kept') },
    refused: devices.reduce((sum, { replica }) => sum + replica.refused.list().length, 0),
  }
}
