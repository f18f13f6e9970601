import type { Measured } from './contest.js'
import { ratioOf } from './tables.js'
import { judged } from './works.js'

/** What our server is to reach: of one at a work, how many times the processor time of another that it may take. */
interface Target {
  readonly who: string
  readonly work: string
  readonly than: string
  readonly most: number
  /** Where it is held against itself at another work. */
  readonly at?: string
}

export interface Reached extends Target {
  readonly ratio: number
}

const toFloor: readonly [string, number][] = [
  ['list 20', 1.4],
  ['get', 1.7],
  ['create', 1.5],
  ['update', 1.5],
  ['batch of 50', 1.3],
  ['search', 1.3],
]

/** Each with what was measured, of those whose both sides were. */
export function targetsOf(measured: readonly Measured[]): Reached[] {
  const works = [...new Set(measured.map(({ work }) => work))]
  const peers = [...new Set(measured.filter(isPeer).map(({ contestant }) => contestant))]
  const targets: Target[] = [
    ...toFloor.map(([work, most]) => ({ who: 'ours REST', work, than: 'floor', most })),
    ...judged.map((work) => ({ who: 'ours tRPC', work, than: 'ours REST', most: 1.1 })),
    { who: 'ours REST', work: 'create with key', than: 'ours REST', at: 'create', most: 3 },
    { who: 'ours REST', work: 'unchanged', than: 'ours REST', at: 'list 20', most: 0.6 },
    ...peers.flatMap((than) =>
      (than.endsWith('typical') ? judged : works).map((work) => ({
        who: than.startsWith('tRPC') ? 'ours tRPC' : 'ours REST',
        work,
        than,
        most: than.endsWith('typical') ? 0.5 : 1,
      })),
    ),
  ]
  return targets.flatMap((target) => {
    const one = measured.find(({ contestant, work }) => contestant === target.who && work === target.work)
    const ratio = one && ratioOf(one, measured, { to: target.than, at: target.at ?? target.work })
    return ratio === undefined ? [] : [{ ...target, ratio }]
  })
}

function isPeer({ kind }: Measured): boolean {
  return kind === 'typical' || kind === 'tuned'
}
