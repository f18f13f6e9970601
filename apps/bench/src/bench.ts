import { writeFile } from 'node:fs/promises'
import { contest, type Measured } from './http/contest.js'
import { readOptions } from './http/options.js'
import { profileOf } from './http/profile.js'
import { type Running, start } from './http/running.js'
import { toTable } from './http/tables.js'
import { verifyRefusals, verifyRevisions } from './http/verify.js'
import { warmUp } from './http/warm-up.js'
import { openWorld } from './http/world.js'

const options = readOptions(process.argv.slice(2))
const world = await openWorld(options)
const running: Running[] = []
try {
  for (const contestant of options.contestants) running.push(await start(contestant, world))
  for (const on of running) await verifyRefusals(on, world)
  await verifyRevisions(running, world)
  for (const on of running) await warmUp(on, world, options.spans.warmUp)
  await (options.profiles ? profileAll() : measureAll())
} finally {
  for (const on of running) await on.stop()
  await world.close()
}

async function measureAll(): Promise<void> {
  const measured: Measured[] = []
  for (const work of options.works) {
    measured.push(...(await contest(work, running, world, options)))
    console.error(`${work.name}: measured`)
  }
  console.log(toTable(measured))
  if (options.json) await writeFile(options.json, JSON.stringify(measured))
}

async function profileAll(): Promise<void> {
  for (const work of options.works) {
    for (const on of running) {
      const isOffered = !work.needs || on.contestant.offers.includes(work.needs)
      if (isOffered) console.log(`${await profileOf(work, on, world, options.spans.warmUp)}\n`)
    }
  }
}
