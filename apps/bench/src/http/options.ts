import { parseArgs } from 'node:util'
import type { FixtureSize } from './fixture.js'
import type { Span } from './load.js'
import { type Server, servers } from './servers.js'
import { type Workload, workloads } from './workloads.js'

export interface Options extends FixtureSize {
  readonly servers: readonly Server[]
  readonly workloads: readonly Workload[]
  /** Warm-up of each server with all kinds of requests. */
  readonly start: Span
  /** For workloads that have targets against every peer. */
  readonly targeted: Effort
  /** For all other workloads. */
  readonly others: Effort
  /** Whether to compare responses without measuring. */
  readonly verifies: boolean
  readonly json: string | undefined
  /** Whether to print CPU profiles instead. */
  readonly profiles: boolean
  /** Whether to also measure start-up, documents, the client, and many connections and processes. */
  readonly more: boolean
  /** Whether to write the committed page, with all measurements. */
  readonly writes: boolean
}

/** How thoroughly a workload is measured. */
export interface Effort {
  /** At full load. Latency is measured in twice as many. */
  readonly rounds: number
  readonly warmUp: Span
  readonly load: Span
  /** Milliseconds per round of latency. 0: latency is not measured. */
  readonly latencyMs: number
}

/** V8 still optimizes the code after 30,000 requests of a kind; until then, requests take up to twice as long. */
const full = {
  ...{ users: 1000, tasksEach: 4 * 50, callers: 100 },
  start: { ms: 6000, requests: 10_000 },
  // Many short rounds, so that all servers are measured at nearly the same time.
  targeted: { rounds: 15, warmUp: { ms: 10_000, requests: 10_000 }, load: { ms: 300, requests: 220 }, latencyMs: 600 },
  others: { rounds: 5, warmUp: { ms: 2000, requests: 2000 }, load: { ms: 700, requests: 450 }, latencyMs: 0 },
}
const small = { users: 60, tasksEach: 4 * 50, callers: 30 }

/** Parses the command line. Throws a TypeError for an unknown flag, server or workload. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      verify: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false }, // alias of `verify`
      only: { type: 'string' },
      works: { type: 'string' },
      rounds: { type: 'string' },
      'no-latency': { type: 'boolean', default: false },
      json: { type: 'string' },
      prof: { type: 'boolean', default: false },
      more: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const { targeted, others, ...size } = full
  const verifies = values.verify || values.quick
  const rounds = values.rounds === undefined ? {} : { rounds: parseInteger(values.rounds) }
  return {
    ...size,
    ...(verifies && small),
    verifies,
    targeted: { ...targeted, ...rounds, ...(values['no-latency'] && { latencyMs: 0 }) },
    others: { ...others, ...rounds },
    servers: chosen(servers, values.only),
    workloads: chosen(workloads, values.works),
    json: values.json,
    profiles: values.prof,
    more: values.more || values.write,
    writes: values.write,
  }
}

/** Returns the elements whose names start with one of the words, which are separated by commas. */
function chosen<T extends { readonly name: string }>(all: readonly T[], prefixes: string | undefined): T[] {
  if (prefixes === undefined) return [...all]
  return prefixes.split(',').flatMap((word) => {
    const found = all.filter(({ name }) => name.startsWith(word.trim()))
    if (found.length === 0) throw new TypeError(`${word} is none of ${all.map(({ name }) => name).join(', ')}`)
    return found
  })
}

function parseInteger(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new TypeError(`${text} is not a number of rounds`)
  return Number(text)
}
