import type { Measured } from './compare.js'
import { ratioOf } from './tables.js'
import { targeted } from './workloads.js'

/** A limit for CPU time per request, as a multiple of that of another server. */
interface Target {
  readonly server: string
  readonly workload: string
  readonly base: string
  readonly max: number
  /** The workload of the base if it differs. */
  readonly baseWorkload?: string
}

export interface TargetResult extends Target {
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

/** Returns the targets for which both sides were measured. */
export function targetsOf(measured: readonly Measured[]): TargetResult[] {
  const workloads = [...new Set(measured.map(({ workload }) => workload))]
  const peers = [...new Set(measured.filter(isPeer).map(({ server }) => server))]
  const targets: Target[] = [
    ...toFloor.map(([workload, max]) => ({ server: 'Taskpact REST', workload, base: 'floor', max })),
    ...targeted.map((workload) => ({ server: 'Taskpact tRPC', workload, base: 'Taskpact REST', max: 1.1 })),
    { server: 'Taskpact REST', workload: 'create with key', base: 'Taskpact REST', baseWorkload: 'create', max: 3 },
    { server: 'Taskpact REST', workload: 'unchanged', base: 'Taskpact REST', baseWorkload: 'list 20', max: 0.6 },
    ...peers.flatMap((base) =>
      (base.endsWith('typical') ? targeted : workloads).map((workload) => ({
        server: base.startsWith('tRPC') ? 'Taskpact tRPC' : 'Taskpact REST',
        workload,
        base,
        max: base.endsWith('typical') ? 0.5 : 1,
      })),
    ),
  ]
  return targets.flatMap((target) => {
    const one = measured.find(({ server, workload }) => server === target.server && workload === target.workload)
    const ratio =
      one && ratioOf(one, measured, { server: target.base, workload: target.baseWorkload ?? target.workload })
    return ratio === undefined ? [] : [{ ...target, ratio }]
  })
}

function isPeer({ kind }: Measured): boolean {
  return kind === 'typical' || kind === 'tuned'
}
