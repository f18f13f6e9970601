import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSmallDisk, type SmallDisk } from '../../../../../packages/db/test/small-disk.js'
import { type FaultEnvironment, startFaultEnvironment } from './fault-environment.js'
import { faultTable } from './fault-table.js'
import { failuresOf, injectFault } from './trial.js'

let disk: SmallDisk
let environment: FaultEnvironment
beforeAll(async () => {
  disk = await openSmallDisk(200)
  const settings = { min_wal_size: '32MB', max_wal_size: '64MB' }
  environment = await startFaultEnvironment({ postgres: { settings, parent: disk.folder } })
})
afterAll(async () => {
  await environment?.close()
  await disk?.close()
})

it('refuses writes with unavailable and serves reads while the disk of the database is full', async () => {
  const trial = await injectFault(environment, async () => {
    await disk.fill()
    await sleep(4000)
    await disk.free()
  })
  process.stdout.write(`\n${faultTable(new Map([['disk full', trial]]))}\n`)

  const { load, health, faultStart, faultEnd } = trial
  expect(new Set(failuresOf(load.calls).map(({ outcome }) => outcome))).toEqual(new Set(['unavailable']))
  expect(health.checks.filter(({ live }) => live !== 200)).toEqual([])
  const listCalls = load.calls.filter(
    ({ operation, at }) => operation === 'tasks.list' && at > faultStart && at < faultEnd,
  )
  expect(listCalls.length).toBeGreaterThan(10)
  expect(failuresOf(listCalls)).toEqual([])
})
