import { toTable } from '../../types/report.js'
import type { Fixture } from '../http/fixture.js'
import { load, requestsOf } from '../http/load.js'
import { type RunningServer, start } from '../http/running-server.js'
import { workloads } from '../http/workloads.js'
import { percentile } from '../percentile.js'
import { taskpact } from './stacks.js'

const rounds = 7
const connections = 32
const span = { ms: 2000, requests: 600, connections }
/** Lower limit for the ratio of the writes per second. */
const min = 0.95

/** Measures writes per second with and without wake-ups by PostgreSQL in turn. Returns a section of the page. */
export async function compareWakeUps(fixture: Fixture): Promise<string> {
  const workload = workloads.find(({ name }) => name === 'create')
  if (!workload) throw new TypeError('No workload has this name')
  const running: RunningServer[] = []
  const perSecond: [on: number[], off: number[]] = [[], []]
  try {
    running.push(await start(taskpact.server, fixture))
    // Names a pooler for transactions, which passes no notifications on.
    running.push(
      await start(taskpact.server, fixture, { DATABASE_DIRECT_URL: `${fixture.databaseUrl}?pgbouncer=true` }),
    )
    const measure = async (at: number) => {
      const server = running[at] as RunningServer
      return (await load(server, await requestsOf(workload, server, fixture), span)).perSecond
    }
    for (const at of [0, 1, 0, 1]) await measure(at) // V8 optimizes
    for (let round = 0; round < rounds; round++) {
      for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        await fixture.restore()
        perSecond[at].push(await measure(at))
      }
    }
  } finally {
    for (const server of running) await server.stop()
  }
  const [on, off] = perSecond
  const ratio = percentile(
    on.map((value, round) => value / (off[round] as number)),
    0.5,
  )
  return `## Writes with wake-ups

${connections} clients create tasks over HTTP. Without wake-ups by PostgreSQL, instances poll. Medians of ${rounds} rounds in which two servers take turns,
and the median of their ratios. PostgreSQL commits without waiting for the disk.

${toTable([
  ['writes per second with wake-ups', 'without', 'ratio', 'at least', 'reached'],
  [
    percentile(on, 0.5).toFixed(0),
    percentile(off, 0.5).toFixed(0),
    ratio.toFixed(2),
    min.toFixed(2),
    ratio >= min ? 'yes' : '**no**',
  ],
])}
`
}
