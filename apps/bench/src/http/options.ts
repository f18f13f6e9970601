import { parseArgs } from 'node:util'
import { type Contestant, contestants } from './contestants.js'
import type { Span } from './load.js'
import { type Work, works } from './works.js'
import type { WorldSize } from './world.js'

export interface Options extends WorldSize {
  readonly contestants: readonly Contestant[]
  readonly works: readonly Work[]
  /** Before all, at a bit of everything. */
  readonly start: Span
  /** For works that have targets. */
  readonly judged: Pains
  /** For all others, and what is measured beside the works. */
  readonly usual: Pains
  /** Whether responses are compared, and nothing is measured. */
  readonly verifies: boolean
  readonly json: string | undefined
  /** Whether our own processor time is told by function instead. */
  readonly profiles: boolean
  /** Whether starts, documents, and many connections and processes are measured too. */
  readonly more: boolean
  /** Whether the committed results are written anew; with everything in them. */
  readonly writes: boolean
}

/** What is done to measure a work. */
export interface Pains {
  /** At full load; at a steady rate there are twice as many. */
  readonly rounds: number
  /** Before the first. */
  readonly warmUp: Span
  readonly load: Span
  /** Milliseconds at a steady rate; 0: not at all. */
  readonly pace: number
}

/** V8 is still compiling our code after thirty thousand requests of a kind, which until then take up to twice as long. */
const full = {
  ...{ users: 1000, tasksEach: 4 * 50, callers: 100 },
  start: { ms: 6000, requests: 10_000 },
  // Many short rounds, for those who take turns should be measured soon after each other.
  judged: { rounds: 15, warmUp: { ms: 10_000, requests: 10_000 }, load: { ms: 300, requests: 220 }, pace: 600 },
  usual: { rounds: 5, warmUp: { ms: 2000, requests: 2000 }, load: { ms: 700, requests: 450 }, pace: 0 },
}
const small = { users: 60, tasksEach: 4 * 50, callers: 30 }

/** Reads the flags of the command line; throws a TypeError for one that it does not know. */
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
  const { judged, usual, ...size } = full
  const verifies = values.verify || values.quick
  const rounds = values.rounds === undefined ? {} : { rounds: whole(values.rounds) }
  return {
    ...size,
    ...(verifies && small),
    verifies,
    judged: { ...judged, ...rounds, ...(values['no-latency'] && { pace: 0 }) },
    usual: { ...usual, ...rounds },
    contestants: chosen(contestants, values.only),
    works: chosen(works, values.works),
    json: values.json,
    profiles: values.prof,
    more: values.more || values.write,
    writes: values.write,
  }
}

/** Those whose names begin with one of the words, separated by commas. */
function chosen<T extends { readonly name: string }>(all: readonly T[], words: string | undefined): T[] {
  if (words === undefined) return [...all]
  return words.split(',').flatMap((word) => {
    const found = all.filter(({ name }) => name.startsWith(word.trim()))
    if (found.length === 0) throw new TypeError(`${word} is none of ${all.map(({ name }) => name).join(', ')}`)
    return found
  })
}

function whole(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new TypeError(`${text} is not a number of rounds`)
  return Number(text)
}
