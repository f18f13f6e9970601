import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faultTable } from './fault-table.js'
import { openSmallDisk, type SmallDisk } from './small-disk.js'
import { failuresOf, tryOut } from './trial.js'
import { startWorld, type World } from './world.js'

let disk: SmallDisk
let world: World
beforeAll(async () => {
  disk = await openSmallDisk(200)
  const settings = { min_wal_size: '32MB', max_wal_size: '64MB' }
  world = await startWorld({ postgres: { settings, parent: disk.folder } })
})
afterAll(async () => {
  await world?.close()
  await disk?.close()
})

it('refuses writes with unavailable and serves reads while the disk of the database is full', async () => {
  const trial = await tryOut(world, async () => {
    await disk.fill()
    await sleep(4000)
    await disk.free()
  })
  process.stdout.write(`\n${faultTable(new Map([['disk full', trial]]))}\n`)

  const { load, health, brokeAt, healedAt } = trial
  expect(new Set(failuresOf(load.calls).map(({ outcome }) => outcome))).toEqual(new Set(['unavailable']))
  expect(health.looks.filter(({ live }) => live !== 200)).toEqual([])
  const read = load.calls.filter(({ operation, at }) => operation === 'tasks.list' && at > brokeAt && at < healedAt)
  expect(read.length).toBeGreaterThan(10)
  expect(failuresOf(read)).toEqual([])
})
