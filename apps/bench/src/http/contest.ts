import { percentile } from '../percentile.js'
import { type Capacity, load, requestsOf } from './load.js'
import type { Pains } from './options.js'
import { type Latency, pace } from './pace.js'
import type { Running } from './running.js'
import { verifyWork } from './verify.js'
import type { Work } from './works.js'
import type { World } from './world.js'

/** What was measured of one contestant at one work, a round each. */
export interface Measured {
  readonly contestant: string
  readonly kind: Running['contestant']['kind']
  readonly work: string
  readonly capacity: Capacity[]
  readonly latency: Latency[]
  /** Requests in a second at which the latency is measured, where it is. */
  rate: number
}

/** All contestants at one work, one after the other in each round, so that what disturbs the machine disturbs all alike. */
export async function contest(
  work: Work,
  contestants: readonly Running[],
  world: World,
  { rounds, ...spans }: Pains,
): Promise<Measured[]> {
  const offering = offeringOf(work, contestants)
  if (work.needs !== 'unchanged') await verifyWork(work, offering, world)
  const entries = []
  for (const on of offering) {
    const { name: contestant, kind } = on.contestant
    const measured: Measured = { contestant, kind, work: work.name, capacity: [], latency: [], rate: 0 }
    const requests = await requestsOf(work, on, world)
    await load(on, requests, spans.warmUp)
    entries.push({ on, requests, measured })
  }
  const writes = entries.some(({ requests }) => requests.all.some(({ method }) => method !== 'GET'))
  if (writes) await world.restore()
  for (let round = 0; round < rounds; round++) {
    for (const { on, requests, measured } of turned(entries, round)) {
      measured.capacity.push(await load(on, requests, spans.load))
    }
    if (writes) await world.restore()
  }
  const all = entries.map(({ measured }) => measured)
  for (const one of all) one.rate = halfOfSlowest(all.filter(({ kind }) => isUsual(kind) === isUsual(one.kind)))
  // The slowest percent of a round is four to twenty calls, so there are more rounds.
  for (let round = 0; round < 2 * rounds && spans.pace > 0; round++) {
    for (const { on, requests, measured } of turned(entries, round)) {
      measured.latency.push(await pace(on, requests, measured.rate, spans.pace))
    }
    if (writes) await world.restore()
  }
  return all
}

export function offeringOf({ needs }: Work, all: readonly Running[]): Running[] {
  return all.filter(({ contestant }) => !needs || contestant.offers.includes(needs))
}

/** The usual ones can do so much less that at half of it the others would have little to do. */
function isUsual(kind: Measured['kind']): boolean {
  return kind === 'typical'
}

/** What the slowest can keep up with at half its strength all can; in a second. */
function halfOfSlowest(all: readonly Measured[]): number {
  return Math.min(...all.map(({ capacity }) => median(capacity, 'perSecond'))) / 2
}

/** Nobody is always the first. */
function turned<T>(all: readonly T[], by: number): T[] {
  const at = by % Math.max(1, all.length)
  return [...all.slice(at), ...all.slice(0, at)]
}

export function median<K extends string>(all: readonly Readonly<Record<K, number>>[], key: K): number {
  return percentile(
    all.map((one) => one[key]),
    0.5,
  )
}
