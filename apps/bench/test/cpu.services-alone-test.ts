import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compare } from '../src/http/compare.js'
import { type Fixture, openFixture } from '../src/http/fixture.js'
import { type RunningServer, start } from '../src/http/running-server.js'
import { servers } from '../src/http/servers.js'
import { ratioOf } from '../src/http/tables.js'
import { warmUp } from '../src/http/warm-up.js'
import { workloads } from '../src/http/workloads.js'

/**
 * Maximum CPU time per request as a multiple of that of the floor. The servers take turns, so that other load affects both; the
 * limits leave room for load that affects only one. `pnpm bench` measures precisely.
 */
const max = { 'list 20': 2.8, get: 3.3, create: 3 }

describe('CPU time per request of the built server', () => {
  let fixture: Fixture
  const running: RunningServer[] = []
  beforeAll(async () => {
    fixture = await openFixture({ users: 40, tasksEach: 180, callers: 20 })
    for (const server of servers.filter(({ name }) => name === 'floor' || name === 'Taskpact REST'))
      running.push(await start(server, fixture))
    for (const runningServer of running) await warmUp(runningServer, fixture, { ms: 1000, requests: 2000 })
  })
  afterAll(async () => {
    for (const runningServer of running) await runningServer.stop()
    await fixture?.close()
  })

  it.each(Object.entries(max))('of %s is at most %d times that of the floor', async (name, bound) => {
    const workload = workloads.find((one) => one.name === name)
    if (!workload) throw new TypeError(`${name} is not a workload`)
    const effort = { rounds: 21, warmUp: { ms: 200, requests: 6000 }, load: { ms: 100, requests: 500 }, latencyMs: 0 }

    const [floor, taskpact] = await compare(workload, running, fixture, effort)

    if (!floor || !taskpact) throw new TypeError('Two servers were measured')
    const ratio = ratioOf(taskpact, [floor])
    process.stdout.write(`\n${name}: ${ratio?.toFixed(2)} times the CPU time of the floor\n`)
    expect(ratio).toBeLessThan(bound)
  })
})
