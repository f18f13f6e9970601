import { writeFile } from 'node:fs/promises'
import { toChart } from './http/chart.js'
import { compare, type Measured, supportingServers } from './http/compare.js'
import { measureExtras } from './http/extras.js'
import { openFixture } from './http/fixture.js'
import { latencyTable } from './http/latency-table.js'
import { readOptions } from './http/options.js'
import { profileOf } from './http/profile.js'
import { describeRun, toPage } from './http/results.js'
import { type RunningServer, start } from './http/running-server.js'
import { cpuTable, targetTable } from './http/tables.js'
import { targetsOf } from './http/targets.js'
import { verifyRefusals, verifyRepetition, verifyRequests, verifyRevisions, verifyWorkload } from './http/verify.js'
import { warmUp } from './http/warm-up.js'
import { targeted, type Workload } from './http/workloads.js'
import { inBench, writePage } from './http/write-page.js'

const options = readOptions(process.argv.slice(2))
const fixture = await openFixture(options)
const running: RunningServer[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
try {
  for (const server of options.servers) running.push(await start(server, fixture))
  for (const server of running) await verifyRefusals(server, fixture)
  for (const server of running) await verifyRepetition(server, fixture)
  await verifyRevisions(running, fixture)
  await (options.verifies ? verifyAll() : warmUpAll().then(options.profiles ? profileAll : measureAll))
} finally {
  await closeAll()
}

async function closeAll(): Promise<void> {
  for (const server of running) await server.stop()
  await fixture.close()
}

async function verifyAll(): Promise<void> {
  for (const workload of options.workloads) {
    const supporting = supportingServers(workload, running)
    if (workload.requires !== 'unchanged') await verifyWorkload(workload, supporting, fixture)
    for (const server of supporting) await verifyRequests(workload, server, fixture)
    console.log(`${workload.name}: the same responses from ${supporting.length} servers`)
  }
}

async function warmUpAll(): Promise<void> {
  for (const server of running) await warmUp(server, fixture, options.start)
  await fixture.restore()
}

async function measureAll(): Promise<void> {
  const run = describeRun(options, fixture)
  const measured: Measured[] = []
  for (const workload of options.workloads) {
    measured.push(...(await compare(workload, running, fixture, effortFor(workload))))
    console.error(`${workload.name}: measured`)
  }
  console.log(`\n${cpuTable(measured)}\n\n${targetTable(targetsOf(measured))}`)
  console.log(`\n${latencyTable(measured)}`)
  for (const server of running) await server.stop()
  const setting = { fixture, effort: { ...options.others, warmUp: options.targeted.warmUp } }
  const extras = options.more ? await measureExtras(setting) : []
  const results = { measured, extras, run }
  if (extras.length > 0) console.log(`\n${toPage(results)}`)
  if (options.json) await writeFile(options.json, `${JSON.stringify(results, undefined, 2)}\n`)
  if (!options.writes) return
  await writeFile(inBench('RESULTS.svg'), toChart(measured, targeted))
  await writePage('RESULTS.md', toPage(results))
}

function effortFor({ name }: Workload) {
  if (name === 'unchanged') return { ...options.targeted, latencyMs: 0 } // compared with a list
  return targeted.includes(name) ? options.targeted : options.others
}

async function profileAll(): Promise<void> {
  for (const workload of options.workloads) {
    for (const server of supportingServers(workload, running)) {
      console.log(`${await profileOf(workload, server, fixture, options.others.warmUp)}\n`)
    }
  }
}
