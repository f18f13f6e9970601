import { percentile } from '../percentile.js'
import type { Fixture } from './fixture.js'
import { type Latency, measureLatency } from './latency.js'
import { type LoadResult, load, requestsOf } from './load.js'
import type { Effort } from './options.js'
import type { RunningServer } from './running-server.js'
import { verifyWorkload } from './verify.js'
import type { Workload } from './workloads.js'

/** The results of one server with one workload, one per round. */
export interface Measured {
  readonly server: string
  readonly kind: RunningServer['server']['kind']
  readonly workload: string
  readonly underLoad: LoadResult[]
  readonly latency: Latency[]
  /** Requests per second at which the latency was measured. */
  rate: number
}

/** Measures all servers with one workload in turn, several rounds, so that other load on the machine affects all of them. */
export async function compare(
  workload: Workload,
  servers: readonly RunningServer[],
  fixture: Fixture,
  { rounds, ...spans }: Effort,
): Promise<Measured[]> {
  const supporting = supportingServers(workload, servers)
  if (workload.requires !== 'unchanged') await verifyWorkload(workload, supporting, fixture)
  const entries = []
  for (const running of supporting) {
    const { name: server, kind } = running.server
    const measured: Measured = { server, kind, workload: workload.name, underLoad: [], latency: [], rate: 0 }
    const requests = await requestsOf(workload, running, fixture)
    await load(running, requests, spans.warmUp)
    entries.push({ running, requests, measured })
  }
  const writes = entries.some(({ requests }) => requests.all.some(({ method }) => method !== 'GET'))
  if (writes) await fixture.restore()
  for (let round = 0; round < rounds; round++) {
    for (const { running, requests, measured } of rotated(entries, round)) {
      measured.underLoad.push(await load(running, requests, spans.load))
    }
    if (writes) await fixture.restore()
  }
  const all = entries.map(({ measured }) => measured)
  for (const one of all) one.rate = halfOfSlowest(all.filter(({ kind }) => isTypical(kind) === isTypical(one.kind)))
  // One percent of a round is only four to twenty requests, hence twice the rounds.
  for (let round = 0; round < 2 * rounds && spans.latencyMs > 0; round++) {
    for (const { running, requests, measured } of rotated(entries, round)) {
      measured.latency.push(await measureLatency(running, requests, measured.rate, spans.latencyMs))
    }
    if (writes) await fixture.restore()
  }
  return all
}

export function supportingServers({ requires }: Workload, all: readonly RunningServer[]): RunningServer[] {
  return all.filter(({ server }) => !requires || server.supports.includes(requires))
}

/** Typical peers are measured at their own rate: at half of what they serve, the other servers would be nearly idle. */
function isTypical(kind: Measured['kind']): boolean {
  return kind === 'typical'
}

/** Half the requests per second of the slowest server. */
function halfOfSlowest(all: readonly Measured[]): number {
  return Math.min(...all.map(({ underLoad }) => median(underLoad, 'perSecond'))) / 2
}

/** Each round starts with another server. */
function rotated<T>(all: readonly T[], by: number): T[] {
  const at = by % Math.max(1, all.length)
  return [...all.slice(at), ...all.slice(0, at)]
}

export function median<K extends string>(all: readonly Readonly<Record<K, number>>[], key: K): number {
  return percentile(
    all.map((one) => one[key]),
    0.5,
  )
}
