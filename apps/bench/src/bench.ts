import { writeFile } from 'node:fs/promises'
import { toChart } from './http/chart.js'
import { contest, type Measured, offeringOf } from './http/contest.js'
import { measureExtras } from './http/extras.js'
import { latencyTable } from './http/latency.js'
import { readOptions } from './http/options.js'
import { profileOf } from './http/profile.js'
import { describeRun, toPage } from './http/results.js'
import { type Running, start } from './http/running.js'
import { cpuTable, targetTable } from './http/tables.js'
import { targetsOf } from './http/targets.js'
import { verifyRefusals, verifyRepetition, verifyRequests, verifyRevisions, verifyWork } from './http/verify.js'
import { warmUp } from './http/warm-up.js'
import { judged, type Work } from './http/works.js'
import { openWorld } from './http/world.js'
import { inBench, writePage } from './http/write-page.js'

const options = readOptions(process.argv.slice(2))
const world = await openWorld(options)
const running: Running[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
try {
  for (const contestant of options.contestants) running.push(await start(contestant, world))
  for (const on of running) await verifyRefusals(on, world)
  for (const on of running) await verifyRepetition(on, world)
  await verifyRevisions(running, world)
  await (options.verifies ? verifyAll() : warmUpAll().then(options.profiles ? profileAll : measureAll))
} finally {
  await closeAll()
}

async function closeAll(): Promise<void> {
  for (const on of running) await on.stop()
  await world.close()
}

async function verifyAll(): Promise<void> {
  for (const work of options.works) {
    const offering = offeringOf(work, running)
    if (work.needs !== 'unchanged') await verifyWork(work, offering, world)
    for (const on of offering) await verifyRequests(work, on, world)
    console.log(`${work.name}: the same responses from ${offering.length} servers`)
  }
}

async function warmUpAll(): Promise<void> {
  for (const on of running) await warmUp(on, world, options.start)
  await world.restore()
}

async function measureAll(): Promise<void> {
  const run = describeRun(options, world)
  const measured: Measured[] = []
  for (const work of options.works) {
    measured.push(...(await contest(work, running, world, painsFor(work))))
    console.error(`${work.name}: measured`)
  }
  console.log(`\n${cpuTable(measured)}\n\n${targetTable(targetsOf(measured))}`)
  console.log(`\n${latencyTable(measured)}`)
  for (const on of running) await on.stop()
  const setting = { world, pains: { ...options.usual, warmUp: options.judged.warmUp } }
  const extras = options.more ? await measureExtras(setting) : []
  const results = { measured, extras, run }
  if (extras.length > 0) console.log(`\n${toPage(results)}`)
  if (options.json) await writeFile(options.json, `${JSON.stringify(results, undefined, 2)}\n`)
  if (!options.writes) return
  await writeFile(inBench('RESULTS.svg'), toChart(measured, judged))
  await writePage('RESULTS.md', toPage(results))
}

function painsFor({ name }: Work) {
  if (name === 'unchanged') return { ...options.judged, pace: 0 } // it is held against a list
  return judged.includes(name) ? options.judged : options.usual
}

async function profileAll(): Promise<void> {
  for (const work of options.works) {
    for (const on of offeringOf(work, running)) {
      console.log(`${await profileOf(work, on, world, options.usual.warmUp)}\n`)
    }
  }
}
